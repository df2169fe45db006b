//! Text from outside made safe to show: nothing in a form may steer a terminal or turn the reading direction.

use std::borrow::Cow;

/// A character as it is shown; `None` if it can be shown as it is.
fn shown(c: char) -> Option<String> {
    let is_steering = c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    is_steering.then(|| match c {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        other => format!("\\u{{{:04x}}}", u32::from(other)),
    })
}

/// The text with control characters, terminal escapes, bidi overrides, line separators, fillers and invisible characters written out.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| shown(c).is_some()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| shown(c).unwrap_or_else(|| c.to_string())).collect())
}

/// The same, line feeds kept: for texts of our own that hold texts from outside.
#[must_use]
pub fn visible(text: &str) -> String {
    text.split('\n').map(escape).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_or_turns_text_is_written_out() {
        assert_eq!(escape("\u{1b}[31m红\u{202e}文\u{7}"), "\\u{001b}[31m红\\u{202e}文\\u{0007}");
        assert_eq!(escape("a\tb\u{200b}"), "a\\tb\\u{200b}");
        assert_eq!(escape("一\u{2028}二\u{2029}"), "一\\u{2028}二\\u{2029}");
        assert_eq!(escape("\u{115f}\u{1160}\u{3164}\u{ffa0}"), "\\u{115f}\\u{1160}\\u{3164}\\u{ffa0}");
        assert_eq!(visible("一\n二\r"), "一\n二\\r");
        assert!(matches!(escape("预算完成率“93.23%”"), Cow::Borrowed(_)));
    }
}
