// SPDX-License-Identifier: Apache-2.0
// Makes a source map, and asks for positions in it: the mappings are parsed and searched in wasm.
async ({ require, directory }) => {
  const { SourceMapGenerator, SourceMapConsumer, SourceNode } = require(directory + '/source-map.js');
  const generator = new SourceMapGenerator({ file: 'out.js', sourceRoot: 'http://example.org/src/' });
  let seed = 7;
  const random = n => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n;
  for (let line = 1; line <= 80; line++) {
    for (let column = 0; column < 40; column += 1 + random(9)) {
      generator.addMapping({
        generated: { line, column },
        source: `file${random(5)}.ts`,
        original: { line: 1 + random(500), column: random(80) },
        name: random(4) === 0 ? `name${random(20)}` : undefined,
      });
    }
  }
  generator.setSourceContent('file0.ts', 'let é = 1;\n');
  const lines = [generator.toString().length];
  await SourceMapConsumer.with(generator.toString(), null, consumer => {
    for (let i = 0; i < 60; i++) {
      const position = { line: 1 + random(85), column: random(50) };
      lines.push(JSON.stringify(consumer.originalPositionFor(position)));
      lines.push(JSON.stringify(consumer.originalPositionFor({ ...position, bias: SourceMapConsumer.LEAST_UPPER_BOUND })));
    }
    for (let i = 0; i < 60; i++) {
      const source = consumer.sources[random(5)];
      const position = { source, line: 1 + random(500), column: random(80) };
      lines.push(JSON.stringify(consumer.generatedPositionFor(position)));
      lines.push(JSON.stringify(consumer.allGeneratedPositionsFor({ source, line: position.line })));
    }
    let count = 0;
    let sum = 0;
    consumer.eachMapping(m => { count++; sum = (sum * 31 + m.generatedColumn + m.originalLine) | 0; });
    consumer.computeColumnSpans();
    lines.push(`${count} ${sum}`, JSON.stringify(consumer.sources), consumer.sourceContentFor('file0.ts'));
    const node = SourceNode.fromStringWithSourceMap('a b\nc d\n', consumer);
    lines.push(JSON.stringify(node.toStringWithSourceMap({ file: 'x.js' }).map));
  });
  try {
    await new SourceMapConsumer({ version: 3, sources: [], names: [], mappings: '!!!' }).then(c => c.allGeneratedPositionsFor({ source: 'x', line: 1 }));
    lines.push('parsed');
  } catch (e) {
    lines.push(String(e));
  }
  return lines.join('\n');
}
