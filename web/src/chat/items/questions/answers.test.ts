import { describe, expect, it } from 'vitest';
import type { StructuredInput } from '../../../protocol';
import { choose, chooseOther, isSettled, NO_ANSWER, submissionOf, valuesOf } from './answers';

const one: StructuredInput = {
  type: 'multiple_choice',
  id: 'size',
  question: 'Which size?',
  options: [{ value: 'S' }, { value: 'M' }],
};
const many: StructuredInput = { ...one, id: 'days', multiple: true };
const free: StructuredInput = { type: 'freeform', id: 'why', question: 'Why?' };

describe('choosing', () => {
  it('takes one suggestion where there is one answer', () => {
    const answer = choose(one, choose(one, NO_ANSWER, 'S'), 'M');
    expect(valuesOf(one, answer)).toEqual(['M']);
    expect(valuesOf(one, chooseOther(one, { ...answer, text: ' XL ' }))).toEqual(['XL']);
  });

  it('takes several where it may, in their own order, and takes them back', () => {
    const answer = choose(many, choose(many, NO_ANSWER, 'M'), 'S');
    expect(valuesOf(many, answer)).toEqual(['S', 'M']);
    expect(valuesOf(many, choose(many, answer, 'S'))).toEqual(['M']);
    const other = chooseOther(many, { ...answer, text: 'Sunday' });
    expect(valuesOf(many, other)).toEqual(['S', 'M', 'Sunday']);
    expect(valuesOf(many, chooseOther(many, other))).toEqual(['S', 'M']);
  });

  it('answers a question that was skipped', () => {
    const skipped = { ...choose(one, NO_ANSWER, 'S'), skipped: true };
    expect(valuesOf(one, skipped)).toEqual([]);
    expect(valuesOf(one, choose(one, skipped, 'M'))).toEqual(['M']);
  });
});

describe('an answer', () => {
  it('is settled when it says something, or is skipped', () => {
    expect(isSettled(one, NO_ANSWER)).toBe(false);
    expect(isSettled(one, choose(one, NO_ANSWER, 'S'))).toBe(true);
    expect(isSettled(one, { ...NO_ANSWER, skipped: true })).toBe(true);
    expect(isSettled(free, { ...NO_ANSWER, text: '  ' })).toBe(false);
    expect(isSettled(free, { ...NO_ANSWER, text: 'Because' })).toBe(true);
  });

  it('is not settled while an answer of its own is chosen and empty', () => {
    expect(isSettled(many, chooseOther(many, choose(many, NO_ANSWER, 'S')))).toBe(false);
  });
});

describe('submissionOf', () => {
  it('says of each question what was answered, or that it was skipped', () => {
    const answers = { size: choose(one, NO_ANSWER, 'S'), why: { ...NO_ANSWER, skipped: true } };
    expect(submissionOf([one, free], answers)).toEqual({
      status: 'answered',
      answers: { size: { values: ['S'] }, why: { values: [], skipped: true } },
    });
  });

  it('is skipped as a whole when every question is', () => {
    expect(submissionOf([one], { size: { ...NO_ANSWER, skipped: true } }).status).toBe('skipped');
  });
});
