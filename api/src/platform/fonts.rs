//! What certificates are printed with: the fonts of the program, and those of a folder that the operator names.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use onex_print::{FontError, Fonts};

use super::error::{Error, Result};

/// The fonts, unpacked when the first is asked for: that takes half a second and 15 MB. Cheap to clone.
#[derive(Clone, Default)]
pub struct PrintFonts(Arc<OnceLock<std::result::Result<Fonts, String>>>);

impl PrintFonts {
    /// Those of the program alone, or with all .ttf and .otf files of a folder, which are asked after them, by name.
    ///
    /// # Errors
    /// A sentence that names the folder or the file and what is wrong with it.
    pub fn open(folder: Option<&Path>) -> std::result::Result<Self, String> {
        let fonts = PrintFonts::default();
        if let Some(folder) = folder {
            let own = Fonts::embedded().map_err(|e| e.to_string())?;
            let more = read(folder)?;
            let all = own.with(more).map_err(|e| wrong(folder, &e))?;
            let _ = fonts.0.set(Ok(all));
        }
        Ok(fonts)
    }

    /// The fonts; the first who asks waits, on a thread that may block.
    ///
    /// # Errors
    /// The program was built with damaged fonts.
    pub fn get(&self) -> Result<&Fonts> {
        let opened = self.0.get_or_init(|| Fonts::embedded().map_err(|e| e.to_string()));
        opened
            .as_ref()
            .map_err(|e| Error::internal(anyhow::anyhow!("the fonts cannot be used: {e}")))
    }
}

fn wrong(folder: &Path, e: &FontError) -> String {
    format!("fonts is {}: {e}; take the file away or put another in its place", folder.display())
}

/// Name and bytes of each font in a folder, in the order of the names.
fn read(folder: &Path) -> std::result::Result<Vec<(String, Vec<u8>)>, String> {
    let unread = |e: std::io::Error| {
        let folder = folder.display();
        format!(
            "fonts is {folder}, which cannot be read: {e}; it must be a folder of .ttf and .otf files"
        )
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        let ending = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
        if matches!(ending.as_deref(), Some("ttf" | "otf")) {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        let folder = folder.display();
        return Err(format!("fonts is {folder}; there is no .ttf or .otf file in it"));
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let bytes = std::fs::read(&path)
                .map_err(|e| format!("the font {} cannot be read: {e}", path.display()))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok((name, bytes))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(folder: &Path) -> String {
        PrintFonts::open(Some(folder)).map(drop).unwrap_err()
    }

    #[test]
    fn a_folder_that_holds_no_font_is_refused_with_what_is_wrong() {
        let folder = tempfile::tempdir().unwrap();
        assert!(refused(folder.path()).contains("no .ttf or .otf file"));
        std::fs::write(folder.path().join("note.txt"), "no font").unwrap();
        assert!(refused(folder.path()).contains("no .ttf or .otf file"));
        std::fs::write(folder.path().join("broken.TTF"), "no font").unwrap();
        let said = refused(folder.path());
        assert!(said.contains("broken.TTF") && said.contains("can be read"), "{said}");
        assert!(refused(&folder.path().join("nowhere")).contains("cannot be read"));
    }
}
