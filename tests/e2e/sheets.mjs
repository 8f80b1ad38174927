// Files as a clerk has them: workbooks, CSV and pictures written here, downloaded workbooks and archives opened and read.
import assert from 'node:assert/strict';
import { crc32, deflateRawSync, deflateSync, inflateRawSync } from 'node:zlib';

const MIME = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv',
  png: 'image/png',
};

/** A file to hand to a chooser. */
export const file = (name, buffer) => ({ name, mimeType: MIME[name.split('.').pop()], buffer });

const xml = (text) =>
  String(text).replace(
    /[&<>"]/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c],
  );

/** A workbook with one sheet; rows of texts, the first row the titles. */
export function workbook(rows) {
  const cells = (row) =>
    row
      .map((cell) => `<c t="inlineStr"><is><t xml:space="preserve">${xml(cell)}</t></is></c>`)
      .join('');
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const doc = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const pack = 'http://schemas.openxmlformats.org/package/2006';
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  return zip({
    '[Content_Types].xml': `${head}<Types xmlns="${pack}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/></Types>`,
    '_rels/.rels': `${head}<Relationships xmlns="${pack}/relationships"><Relationship Id="rId1" Type="${doc}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${head}<workbook xmlns="${main}" xmlns:r="${doc}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="${pack}/relationships"><Relationship Id="rId1" Type="${doc}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `${head}<worksheet xmlns="${main}"><sheetData>${rows.map((row) => `<row>${cells(row)}</row>`).join('')}</sheetData></worksheet>`,
  });
}

/** UTF-8 with a byte order mark, as the usual program saves it. */
export const csv = (rows) =>
  Buffer.from(
    `\ufeff${rows.map((row) => row.map((c) => (/[",\n]/.test(c) ? `"${c.replaceAll('"', '""')}"` : c)).join(',')).join('\r\n')}\r\n`,
  );

/** The rows of the first sheet of a workbook, as texts. */
export function read(buffer) {
  const parts = Object.fromEntries(
    Object.entries(unzip(buffer)).map(([name, content]) => [name, content.toString()]),
  );
  const text = (s) =>
    s
      .replace(/<rPh[\s\S]*?<\/rPh>/g, '')
      .replace(/<[^>]+>/g, '')
      .replace(
        /&(lt|gt|quot|apos|amp);/g,
        (_, name) => ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' })[name],
      );
  const shared = [...(parts['xl/sharedStrings.xml'] ?? '').matchAll(/<si>([\s\S]*?)<\/si>/g)].map(
    (m) => text(m[1]),
  );
  const sheet = parts[Object.keys(parts).find((name) => /^xl\/worksheets\/[^/]+\.xml$/.test(name))];
  assert.ok(sheet, 'the workbook has a sheet');
  return [...sheet.matchAll(/<row\b[^>]*?(?:\/>|>([\s\S]*?)<\/row>)/g)].map(([, row = '']) => {
    const out = [];
    for (const [, attributes, inner = ''] of row.matchAll(
      /<c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g,
    )) {
      const letters = attributes.match(/\br="([A-Z]+)/)?.[1];
      const at = letters
        ? [...letters].reduce((n, c) => n * 26 + c.charCodeAt(0) - 64, 0) - 1
        : out.length;
      while (out.length < at) out.push('');
      out[at] = /\bt="s"/.test(attributes) ? shared[Number(text(inner))] : text(inner);
    }
    return out;
  });
}

/** The rows below the titles, as objects by title. */
export function records(buffer) {
  const [titles, ...rows] = read(buffer);
  return rows.map((row) => Object.fromEntries(titles.map((title, at) => [title, row[at] ?? ''])));
}

function zip(parts) {
  const local = [];
  const central = [];
  let offset = 0;
  for (const [name, content] of Object.entries(parts)) {
    const raw = Buffer.from(content);
    const packed = deflateRawSync(raw);
    const path = Buffer.from(name);
    // What both headers tell of a part: version, flags, method 8 (deflate), time, date, checksum, sizes, length of the name.
    const told = Buffer.alloc(26);
    told.writeUInt16LE(20, 0);
    told.writeUInt16LE(8, 4);
    told.writeUInt16LE(0x21, 8);
    told.writeUInt32LE(crc32(raw), 10);
    told.writeUInt32LE(packed.length, 14);
    told.writeUInt32LE(raw.length, 18);
    told.writeUInt16LE(path.length, 22);
    const here = Buffer.alloc(4);
    here.writeUInt32LE(offset);
    local.push(Buffer.from('PK\x03\x04'), told, path, packed);
    central.push(Buffer.from('PK\x01\x02\x14\x00'), told, Buffer.alloc(10), here, path);
    offset += 30 + path.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(Object.keys(parts).length, 8);
  end.writeUInt16LE(Object.keys(parts).length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}

/** The files of an archive by their paths. */
export function unzip(buffer) {
  const end = buffer.lastIndexOf('PK\x05\x06');
  assert.ok(end >= 0, 'the file is an archive');
  const parts = {};
  let at = buffer.readUInt32LE(end + 16);
  for (let left = buffer.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [size, name, extra, comment] = [
      buffer.readUInt32LE(at + 20),
      ...[28, 30, 32].map((o) => buffer.readUInt16LE(at + o)),
    ];
    const start = buffer.readUInt32LE(at + 42);
    const data = start + 30 + buffer.readUInt16LE(start + 26) + buffer.readUInt16LE(start + 28);
    const packed = buffer.subarray(data, data + size);
    parts[buffer.toString('utf8', at + 46, at + 46 + name)] =
      buffer.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed;
    at += 46 + name + extra + comment;
  }
  return parts;
}

/** The scan of a stamped form: a sheet of paper with a red round stamp. */
export function scan(width = 420, height = 594) {
  const rows = Buffer.alloc(height * (1 + width * 3), 255);
  for (let y = 0; y < height; y += 1) {
    rows[y * (1 + width * 3)] = 0;
    for (let x = 0; x < width; x += 1) {
      const ring = Math.abs(Math.hypot(x - width * 0.7, y - height * 0.75) - 60) < 4;
      const line = y > 60 && y < 380 && y % 40 < 2 && x > 40 && x < width - 40;
      if (ring) rows.set([200, 30, 30], y * (1 + width * 3) + 1 + x * 3);
      else if (line) rows.set([60, 60, 60], y * (1 + width * 3) + 1 + x * 3);
    }
  }
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
