// The part of the app, in React Native with react-native-webview. It is shown here for reference
// and is not tested with this project: the page beside it is.
import { useRef } from 'react';
import { Linking } from 'react-native';
import { WebView, type WebViewMessageEvent } from 'react-native-webview';

const SERVER = 'https://chat.example.com';

export function Chat({
  token,
  onThread,
}: {
  token: string;
  onThread: (id: string | null) => void;
}) {
  const view = useRef<WebView>(null);

  function receive({ nativeEvent }: WebViewMessageEvent) {
    const message = JSON.parse(nativeEvent.data);
    if (message.type === 'loaded') {
      view.current?.postMessage(JSON.stringify({ type: 'start', token, colorScheme: 'light' }));
    } else if (message.type === 'thread') {
      onThread(message.threadId);
    } else if (message.type === 'link') {
      void Linking.openURL(`myapp://${message.name}`);
    }
  }

  return (
    <WebView
      ref={view}
      source={{ uri: `${SERVER}/webview/index.html` }}
      originWhitelist={[SERVER]}
      onMessage={receive}
      hideKeyboardAccessoryView
    />
  );
}
