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
    let is_inside = |at: usize| {
        let is_word = |at: usize| text.get(at).is_some_and(|c| c.is_ascii_alphanumeric() || *c == '.');
        at > 0 && is_word(at - 1) && is_word(at)
    };
    let (mut start, mut end) = (head.saturating_sub(AROUND), (text.len() - tail + AROUND).min(text.len()));
    // Half a number would be another one.
    while is_inside(start) {
        start -= 1;
    }
    while is_inside(end) {
        end += 1;
    }
    // What is left out should be more than the mark that says so.
    let start = if start > 1 { start } else { 0 };
    let end = if text.len() - end > 1 { end } else { text.len() };
    let shown = text.get(start..end).unwrap_or_default();
    let mut out = String::new();
    if start > 0 {
        out.push(CUT);
    }
    if shown.len() > LONGEST {
        let half = LONGEST / 2;
        out.extend(shown.iter().take(half));
        out.push(CUT);
        out.extend(shown.iter().skip(shown.len() - half));
    } else {
        out.extend(shown);
    }
    if end < text.len() {
        out.push(CUT);
    }
    out
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
            format!(
                "{}全年合计12345678.50万元，维修道路{figure}公里，其中主干路{}",
                "一".repeat(40),
                "二".repeat(40)
            )
        };
        let (before, after) = differing(&text("12.8"), &text("12.5"));
        assert_eq!(before, "…50万元，维修道路12.8公里，其中主干路…".replace("50万", "万"));
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
    }
}
