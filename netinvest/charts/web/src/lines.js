// Very many ties, drawn by the graphics card as thin lines straight from one array: a filter writes the array anew, which
// takes some milliseconds where a library that looks at every tie by itself takes some hundred.

const VERTEX = `
attribute vec2 a_position;
attribute vec4 a_color;
uniform vec2 u_middle;
uniform vec2 u_factor;
varying vec4 v_color;
void main() {
  gl_Position = vec4((a_position - u_middle) * u_factor, 0, 1);
  v_color = a_color;
}`;
const FRAGMENT = `
precision mediump float;
varying vec4 v_color;
void main() { gl_FragColor = v_color; }`;
const WORDS = 6; // two ends: x, y and a colour

export class Lines {
  constructor(canvas) {
    const gl = this.gl = canvas.getContext("webgl2") || canvas.getContext("webgl");
    const compiled = (type, source) => { const shader = gl.createShader(type); gl.shaderSource(shader, source); gl.compileShader(shader); return shader; };
    const program = this.program = gl.createProgram();
    gl.attachShader(program, compiled(gl.VERTEX_SHADER, VERTEX));
    gl.attachShader(program, compiled(gl.FRAGMENT_SHADER, FRAGMENT));
    gl.linkProgram(program);
    this.position = gl.getAttribLocation(program, "a_position");
    this.color = gl.getAttribLocation(program, "a_color");
    this.middle = gl.getUniformLocation(program, "u_middle");
    this.factor = gl.getUniformLocation(program, "u_factor");
    this.buffer = gl.createBuffer();
    this.numbers = new Float32Array(0);
    this.count = 0;
  }

  // `layers`: lists of ties, the last on top; `colourOf` gives "#rrggbb".
  fill(layers, place, colourOf) {
    const count = layers.reduce((sum, ties) => sum + ties.length, 0);
    if (this.numbers.length < count * WORDS) this.numbers = new Float32Array(Math.ceil(count * 1.2) * WORDS);
    const numbers = this.numbers, bits = new Uint32Array(numbers.buffer), packed = new Map();
    let at = 0;
    for (const ties of layers) for (const tie of ties) {
      const colour = colourOf(tie);
      let word = packed.get(colour);
      if (word === undefined) { const rgb = parseInt(colour.slice(1), 16); word = (0xff000000 | ((rgb & 255) << 16) | (rgb & 0xff00) | (rgb >> 16)) >>> 0; packed.set(colour, word); }
      const a = place.get(tie.a), b = place.get(tie.b);
      numbers[at++] = a[0]; numbers[at++] = a[1]; bits[at++] = word;
      numbers[at++] = b[0]; numbers[at++] = b[1]; bits[at++] = word;
    }
    this.count = count;
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, this.buffer);
    this.gl.bufferData(this.gl.ARRAY_BUFFER, numbers.subarray(0, at), this.gl.DYNAMIC_DRAW);
  }

  draw({ cx, cy, scale, width, height }) {
    const { gl } = this;
    if (!this.count) return;
    gl.useProgram(this.program);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    gl.enableVertexAttribArray(this.position);
    gl.enableVertexAttribArray(this.color);
    gl.vertexAttribPointer(this.position, 2, gl.FLOAT, false, 12, 0);
    gl.vertexAttribPointer(this.color, 4, gl.UNSIGNED_BYTE, true, 12, 8);
    gl.uniform2f(this.middle, cx, cy);
    gl.uniform2f(this.factor, (2 * scale) / width, (-2 * scale) / height);
    gl.drawArrays(gl.LINES, 0, 2 * this.count);
  }
}
