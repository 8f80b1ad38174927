//! The pictures of a template: the issuer's seal and a background.

use krilla::error::KrillaError;
use krilla::image::Image;

use crate::error::PictureError;
use crate::pdf;

/// The most bytes that a picture may have: it stands in every file.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;

/// The most pixels: an A4 page at 300 dots an inch has 8.7 million.
pub const MAX_PIXELS: u64 = 10_000_000;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG: &[u8] = &[0xff, 0xd8, 0xff];
const JPEG_END: &[u8] = &[0xff, 0xd9];

/// A PNG or JPEG that was read to its end and can stand in PDF/A. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture(Image);

impl Picture {
    /// Reads a picture.
    ///
    /// # Errors
    /// [`PictureError`]: another format, too large ([`MAX_BYTES`], [`MAX_PIXELS`]), damaged, CMYK.
    pub fn read(data: Vec<u8>) -> Result<Picture, PictureError> {
        if data.len() > MAX_BYTES {
            return Err(PictureError::Bytes { actual: data.len(), max: MAX_BYTES });
        }
        let unreadable = |reason| PictureError::Unreadable { reason };
        let image = if data.starts_with(PNG) {
            Image::from_png(data.into(), false)
        } else if data.starts_with(JPEG) {
            // Of a JPEG only the head is read; one cut off would print grey.
            if !data.trim_ascii_end().ends_with(JPEG_END) {
                return Err(unreadable("it ends before its end mark".to_owned()));
            }
            Image::from_jpeg(data.into(), false)
        } else {
            return Err(PictureError::Format);
        }
        .map_err(unreadable)?;
        let (width, height) = image.size();
        if u64::from(width) * u64::from(height) > MAX_PIXELS || width == 0 || height == 0 {
            return Err(PictureError::Pixels { width, height, max: MAX_PIXELS });
        }
        // Only writing it shows whether it can be decoded and is allowed.
        let document = pdf::new_document().map_err(|error| unreadable(error.to_string()))?;
        match pdf::with_image(document, image.clone()) {
            Ok(()) => Ok(Picture(image)),
            Err(KrillaError::Image(_, _, reason)) => Err(unreadable(reason)),
            Err(KrillaError::Validation(_)) => Err(PictureError::Colours),
            Err(other) => Err(unreadable(other.to_string())),
        }
    }

    /// Width and height in pixels.
    pub fn size(&self) -> (u32, u32) {
        self.0.size()
    }

    pub(crate) fn image(&self) -> Image {
        self.0.clone()
    }
}
