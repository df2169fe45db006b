//! Long texts cut down to what is worth showing of them.

/// Characters that are shown of a text at most.
const LONGEST: usize = 60;

/// Characters that are shown around what differs.
const AROUND: usize = 8;

/// What stands where characters are left out.
const CUT: char = '…';

/// Two texts, each cut down to where it differs from the other. Short ones stay as they are.
pub(super) fn differing(before: &str, after: &str) -> (String, String) {
    let (a, b): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let same = |pair: &(&char, &char)| pair.0 == pair.1;
    let head = a.iter().zip(&b).take_while(same).count();
    let rest = a.len().min(b.len()) - head;
    let tail = a.iter().rev().zip(b.iter().rev()).take(rest).take_while(same).count();
    (part(&a, head, tail), part(&b, head, tail))
}

/// A text, cut in its middle if it is long.
pub(super) fn short(text: &str) -> String {
    part(&text.chars().collect::<Vec<char>>(), 0, 0)
}

/// A text without what lies far before `head` and far behind `tail`, both counted from their own end.
fn part(text: &[char], head: usize, tail: usize) -> String {
    if text.len() <= LONGEST {
        return text.iter().collect();
    }
    let start = between_words(text, head.saturating_sub(AROUND), false);
    let end = between_words(text, (text.len() - tail + AROUND).min(text.len()), true);
    // What is left out should be more than the mark that says so.
    let start = if start > 1 { start } else { 0 };
    let end = if text.len() - end > 1 { end } else { text.len() };
    // Of a longer part the middle is left out.
    let half = LONGEST / 2;
    let (left, right) = if end - start > LONGEST {
        (between_words(text, start + half, false), between_words(text, end - half, true))
    } else {
        (end, end)
    };
    let mut out = String::new();
    let mut shown = 0;
    for piece in [start..left, right..end].into_iter().filter(|piece| !piece.is_empty()) {
        if piece.start > shown {
            out.push(CUT);
        }
        shown = piece.end;
        out.extend(text.get(piece).unwrap_or_default());
    }
    if shown < text.len() {
        out.push(CUT);
    }
    out
}

/// The nearest place, behind or before a given one, that splits no word and no number: half of one would be another.
/// The place itself where none is near.
fn between_words(text: &[char], at: usize, is_behind: bool) -> usize {
    let is_word = |at: usize| {
        text.get(at).is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | '%' | '_' | '-'))
    };
    let splits = |at: usize| at > 0 && is_word(at - 1) && is_word(at);
    let near = (0..LONGEST / 4).map(|step| if is_behind { at + step } else { at.saturating_sub(step) });
    near.into_iter().find(|at| !splits(*at)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_stay_as_they_are() {
        assert_eq!(differing("96.33%", "98.33%"), ("96.33%".to_owned(), "98.33%".to_owned()));
        assert_eq!(differing("", "甲"), (String::new(), "甲".to_owned()));
    }

    #[test]
    fn of_long_texts_what_differs_is_shown_with_whole_numbers_around_it() {
        let text = |figure: &str| {
            format!("{}全年合计12345678.50，道路{figure}公里，其中主干路{}", "一".repeat(40), "二".repeat(40))
        };
        let (before, after) = differing(&text("12.8"), &text("12.5"));
        assert_eq!(before, "…12345678.50，道路12.8公里，其中主干路…");
        assert_eq!(after, before.replace("12.8", "12.5"));
    }

    #[test]
    fn what_is_added_stands_against_the_place_where_it_was_not() {
        let (start, end) = ("一".repeat(50), "二".repeat(50));
        let (before, after) = differing(&format!("{start}{end}"), &format!("{start}三{end}"));
        assert_eq!(before, format!("…{}{}…", "一".repeat(8), "二".repeat(8)));
        assert_eq!(after, format!("…{}三{}…", "一".repeat(8), "二".repeat(8)));
    }

    #[test]
    fn a_text_that_differs_throughout_is_cut_in_its_middle() {
        let (before, after) = differing(&"一".repeat(100), &"二".repeat(61));
        assert_eq!(before, format!("{}…{}", "一".repeat(30), "一".repeat(30)));
        assert_eq!(after, format!("{}…{}", "二".repeat(30), "二".repeat(30)));
        assert_eq!(short(&"三".repeat(60)), "三".repeat(60));
        let figures = format!("{}1,250.00万元{}500.00万元", "四".repeat(25), "五".repeat(40));
        assert_eq!(short(&figures), format!("{}…{}500.00万元", "四".repeat(25), "五".repeat(22)));
    }
}
