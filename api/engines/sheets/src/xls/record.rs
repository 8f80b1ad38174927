//! Records: type, length, data; and texts that run over into continuations.

use crate::error::SheetError;

pub(crate) const BOF: u16 = 0x0809;
pub(crate) const EOF: u16 = 0x000A;
pub(crate) const CONTINUE: u16 = 0x003C;

pub(crate) fn truncated() -> SheetError {
    SheetError::damaged("a record ends too early")
}

/// Records of a stream from a position on; ends at the end of the stream.
pub(crate) struct Records<'a> {
    stream: &'a [u8],
}

impl<'a> Records<'a> {
    pub(crate) fn new(stream: &'a [u8], offset: usize) -> Result<Self, SheetError> {
        stream.get(offset..).map(|stream| Self { stream }).ok_or_else(truncated)
    }

    /// Type and data of the next record.
    pub(crate) fn next(&mut self) -> Result<Option<(u16, &'a [u8])>, SheetError> {
        let Some((head, rest)) = self.stream.split_at_checked(4) else { return Ok(None) };
        let kind = u16::from_le_bytes([head[0], head[1]]);
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let (data, rest) = rest.split_at_checked(length).ok_or_else(truncated)?;
        self.stream = rest;
        Ok(Some((kind, data)))
    }

    /// The continuations that follow right here.
    pub(crate) fn continuations(&mut self) -> Result<Vec<&'a [u8]>, SheetError> {
        let mut parts = Vec::new();
        while self.stream.first_chunk() == Some(&CONTINUE.to_le_bytes()) {
            parts.extend(self.next()?.map(|(_, data)| data));
        }
        Ok(parts)
    }
}

/// Reads fields from a record and its continuations as if they were one.
pub(crate) struct Fields<'a> {
    now: &'a [u8],
    later: std::vec::IntoIter<&'a [u8]>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(data: &'a [u8], continuations: Vec<&'a [u8]>) -> Self {
        Self { now: data, later: continuations.into_iter() }
    }

    pub(crate) fn u8(&mut self) -> Result<u8, SheetError> {
        while self.now.is_empty() {
            self.now = self.later.next().ok_or_else(truncated)?;
        }
        let (first, rest) = self.now.split_first().ok_or_else(truncated)?;
        self.now = rest;
        Ok(*first)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, SheetError> {
        Ok(u16::from_le_bytes([self.u8()?, self.u8()?]))
    }

    pub(crate) fn u32(&mut self) -> Result<u32, SheetError> {
        Ok(u32::from_le_bytes([self.u8()?, self.u8()?, self.u8()?, self.u8()?]))
    }

    pub(crate) fn u64(&mut self) -> Result<u64, SheetError> {
        Ok(u64::from(self.u32()?) | u64::from(self.u32()?) << 32)
    }

    fn skip(&mut self, mut count: usize) -> Result<(), SheetError> {
        while count > 0 {
            if self.now.is_empty() {
                self.now = self.later.next().ok_or_else(truncated)?;
            }
            let step = count.min(self.now.len());
            self.now = &self.now[step..];
            count -= step;
        }
        Ok(())
    }

    /// A text with a length of two bytes and its flags (XLUnicodeRichExtendedString, MS-XLS 2.5.293, of which
    /// XLUnicodeString is the plain case).
    pub(crate) fn text(&mut self) -> Result<String, SheetError> {
        let count = usize::from(self.u16()?);
        self.text_of(count)
    }

    /// A text whose length was read before.
    pub(crate) fn text_of(&mut self, count: usize) -> Result<String, SheetError> {
        let flags = self.u8()?;
        let runs = if flags & 0x08 == 0 { 0 } else { usize::from(self.u16()?) * 4 };
        let extra = if flags & 0x04 == 0 { 0 } else { self.u32()? as usize };
        let mut wide = flags & 1 != 0;
        let mut units = Vec::with_capacity(count.min(1024));
        while units.len() < count {
            if self.now.is_empty() {
                self.now = self.later.next().ok_or_else(truncated)?;
                // Characters that run over say anew how wide they are.
                wide = self.u8()? & 1 != 0;
                continue;
            }
            units.push(if wide { self.u16()? } else { u16::from(self.u8()?) });
        }
        self.skip(runs)?;
        self.skip(extra)?;
        String::from_utf16(&units).map_err(|_| SheetError::damaged("a text that is no UTF-16"))
    }
}
