//! Texts that say nothing: what nobody sees, and mere punctuation.

/// Whether a character shows nothing: white space, marks of direction, fillers.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    let is_filler = matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}');
    c.is_whitespace() || c.is_control() || is_filler
}

/// Whether a character is a mark of punctuation. √ and ★ are none: they may be an answer.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c,
            '\u{b7}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{2e2e}' | '\u{2e3a}'..='\u{2e3b}'
            | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{30fb}' | '\u{fe30}'..='\u{fe6b}'
            | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}')
}

/// Whether a text shows nothing.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(is_invisible)
}

/// Whether a text shows mere punctuation: ……, 。
pub(super) fn is_hollow(text: &str) -> bool {
    text.chars().all(|c| is_invisible(c) || is_punctuation(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_what_nobody_sees_are_no_content() {
        for text in ["", " ", "\u{3000}", "\u{200b}\u{3164}", "\n\t"] {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["……", "。", "，、", "—", "（）", "***", "...", "“”"] {
            assert!(is_hollow(text) && !is_blank(text), "{text:?}");
        }
        for text in ["无", "x", "0", "√", "★", "100%", "①"] {
            assert!(!is_hollow(text), "{text:?}");
        }
    }
}
