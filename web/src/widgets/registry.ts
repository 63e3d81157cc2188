import { Badge, Button } from './families/button';
import { Basic, Card } from './families/card';
import { Chart } from './families/chart';
import { Checkbox, RadioGroup } from './families/choice';
import { Input, Textarea } from './families/form';
import { Box, Col, Divider, Form, Row, Spacer, Transition } from './families/layout';
import { List, ListItem } from './families/list';
import { Icon, Image } from './families/media';
import { DatePicker, Select } from './families/pickers';
import { Table, TableCell, TableRow } from './families/table';
import { Caption, Label, Markdown, Text, Title } from './families/text';
import type { Renderer, Wire } from './props';

/** The renderer of every component of the type files and the Python SDK: one without does not compile. */
export const registry = {
  Badge,
  Basic,
  Box,
  Button,
  Caption,
  Card,
  Chart,
  Checkbox,
  Col,
  DatePicker,
  Divider,
  Form,
  Icon,
  Image,
  Input,
  Label,
  ListView: List,
  ListViewItem: ListItem,
  Markdown,
  RadioGroup,
  Row,
  Select,
  Spacer,
  Table,
  'Table.Cell': TableCell,
  'Table.Row': TableRow,
  Text,
  Textarea,
  Title,
  Transition,
} satisfies Record<Wire['type'], Renderer>;
