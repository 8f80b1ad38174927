//! A small PDF with files embedded as they are (PDF 1.7 §7.11.4), which readers open.

/// One empty page with this text, and these files.
pub fn pdf(text: &str, files: &[(&str, &str)]) -> Vec<u8> {
    let page = format!("BT /F1 24 Tf 72 720 Td ({text}) Tj ET");
    let names: String = files
        .iter()
        .enumerate()
        .map(|(i, (name, _))| format!("({name}) {} 0 R ", 6 + 2 * i))
        .collect();
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [ {names}] >> >> >>"),
        "<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595 842 ] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        stream("", &page),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for (i, (name, content)) in files.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F {} 0 R >> >>",
            7 + 2 * i
        ));
        objects.push(stream("/Type /EmbeddedFile ", content));
    }
    let (mut out, mut offsets) = ("%PDF-1.7\n".to_owned(), Vec::new());
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", i + 1));
    }
    let table = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1));
    offsets.iter().for_each(|at| out.push_str(&format!("{at:010} 00000 n \n")));
    out.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        offsets.len() + 1
    ));
    out.into_bytes()
}

fn stream(entries: &str, content: &str) -> String {
    format!("<< {entries}/Length {} >>\nstream\n{content}\nendstream", content.len())
}
