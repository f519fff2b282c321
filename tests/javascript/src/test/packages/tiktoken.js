// SPDX-License-Identifier: Apache-2.0
// Encodes and decodes text with a vocabulary of 50 000 tokens.
async ({ require, directory, read }) => {
  const { Tiktoken } = require(directory + '/lite/tiktoken.cjs');
  const model = JSON.parse(new TextDecoder().decode(read(directory + '/encoders/r50k_base.json')));
  const encoding = new Tiktoken(model.bpe_ranks, model.special_tokens, model.pat_str);
  const lines = [];
  for (const text of ['hello world', 'The quick brown fox jumps over the lazy dog. '.repeat(5), 'Größe, naïve, 你好 😀', '', 'int main(void) { return 0; }\n\t// 12345', '<|endoftext|>']) {
    const tokens = encoding.encode(text, 'all');
    lines.push(Array.from(tokens).join(' '));
    lines.push(JSON.stringify(new TextDecoder().decode(encoding.decode(tokens))));
  }
  try {
    encoding.encode('<|endoftext|>');
  } catch (e) {
    lines.push(e.message);
  }
  encoding.free();
  return lines.join('\n');
}
