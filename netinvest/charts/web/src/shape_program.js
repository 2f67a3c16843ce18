// Symbols of all shapes in one pass of points: drawn fast without a graphics card too, told apart by shape as well as by colour.

import { NodeProgram } from "sigma/rendering";
import { floatColor } from "sigma/utils";

const VERTEX = `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec4 a_border;
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
uniform float u_sizeRatio;
uniform float u_pixelRatio;
uniform mat3 u_matrix;
varying vec4 v_color;
varying vec4 v_border;
varying float v_size;
varying float v_shape;
const float bias = 255.0 / 254.0;
void main() {
  gl_Position = vec4((u_matrix * vec3(a_position, 1)).xy, 0, 1);
  float large = step(9.5, a_shape); // a lead among folded communities
  v_size = max(a_size / u_sizeRatio, mix(1.2, 7.0, large)) * u_pixelRatio * 2.0 + 2.0;
  gl_PointSize = v_size;
  v_shape = a_shape - 10.0 * large;
  #ifdef PICKING_MODE
  v_color = a_id;
  v_border = a_id;
  #else
  v_color = a_color;
  v_border = a_border;
  #endif
  v_color.a *= bias;
  v_border.a *= bias;
}`;
// Distance to the outline in units of the radius, by shape; the same outlines as in picture.js.
const FRAGMENT = `
precision mediump float;
varying vec4 v_color;
varying vec4 v_border;
varying float v_size;
varying float v_shape;
void main() {
  vec2 p = (gl_PointCoord - 0.5) * 2.0 * v_size / (v_size - 2.0);
  vec2 q = abs(p);
  float d;
  if (v_shape < 0.5) d = length(p) - 0.9;
  else if (v_shape < 1.5) d = (q.x + q.y - 1.0) * 0.7071;
  else if (v_shape < 2.5) d = max(q.x, q.y) - 0.8;
  else if (v_shape < 3.5) d = max(q.y * 0.866 + q.x * 0.5, q.x) - 0.9;
  else d = max(max(-p.y - 0.72, q.x * 0.866 + p.y * 0.5 - 0.43), p.y - 0.95);
  float pixel = 2.0 / v_size;
  #ifdef PICKING_MODE
  if (d > pixel) discard;
  gl_FragColor = v_color;
  #else
  float width = max(3.0 * pixel, 0.14);
  float inside = 1.0 - smoothstep(-pixel * 0.5, pixel, d);
  vec4 paint = mix(v_color, v_border, smoothstep(-width - pixel * 0.5, -width + pixel * 0.5, d));
  gl_FragColor = mix(vec4(0.0), paint, inside);
  #endif
}`;

export const SHAPES = ["dot", "diamond", "square", "hexagon", "triangleDown"];

export class ShapeProgram extends NodeProgram {
  getDefinition() {
    const { FLOAT, UNSIGNED_BYTE, POINTS } = WebGLRenderingContext;
    return { VERTICES: 1, VERTEX_SHADER_SOURCE: VERTEX, FRAGMENT_SHADER_SOURCE: FRAGMENT, METHOD: POINTS, UNIFORMS: ["u_sizeRatio", "u_pixelRatio", "u_matrix"],
      ATTRIBUTES: [{ name: "a_position", size: 2, type: FLOAT }, { name: "a_size", size: 1, type: FLOAT }, { name: "a_shape", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true }, { name: "a_border", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true }] };
  }
  processVisibleItem(id, at, data) {
    const array = this.array;
    array[at++] = data.x;
    array[at++] = data.y;
    array[at++] = data.size;
    array[at++] = data.shape;
    array[at++] = floatColor(data.color);
    array[at++] = floatColor(data.border);
    array[at++] = id;
  }
  setUniforms({ sizeRatio, pixelRatio, matrix }, { gl, uniformLocations }) {
    gl.uniform1f(uniformLocations.u_sizeRatio, sizeRatio);
    gl.uniform1f(uniformLocations.u_pixelRatio, pixelRatio);
    gl.uniformMatrix3fv(uniformLocations.u_matrix, false, matrix);
  }
}
