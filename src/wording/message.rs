//! What is to be said, before it is said in a language: data that is kept, compared and told in either.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::lang::Lang;

/// A sentence, or a piece of one, that is not yet in a language.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Message(Said);

type Name = Cow<'static, str>;

/// Small, since problems are errors of many functions and findings hold several.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
enum Said {
    /// Words that are the same in both languages: of a form, of an author, a figure.
    Words(String),
    /// An author's words in Chinese and in English.
    Both(Box<[String; 2]>),
    /// A text by its id.
    Text(Box<Text>),
    /// The first characters of another.
    Cut(usize, Box<Message>),
    /// One behind the other.
    Row(Box<Row>),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Text {
    id: Name,
    args: Vec<(Name, Message)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Row {
    /// The id of the text that stands between each two; empty for nothing.
    between: Name,
    items: Vec<Message>,
}

impl Message {
    /// The text `id` with words in its places (`{ $name }`). An unknown id is told as it is.
    #[must_use]
    pub fn new(id: impl Into<Cow<'static, str>>, args: &[(&'static str, &str)]) -> Self {
        let args = args.iter().map(|(name, value)| (Name::Borrowed(*name), Self::from(*value)));
        Self(Said::Text(Box::new(Text { id: id.into(), args: args.collect() })))
    }

    /// The same where there may be no text of that id.
    #[must_use]
    pub fn if_any(id: String) -> Option<Self> {
        Lang::has(&id).then(|| Self::new(id, &[]))
    }

    /// The text of what to do about it, with the same words in its places: its id has `-help` behind it. `None` if there is
    /// none.
    #[must_use]
    pub fn help(&self) -> Option<Self> {
        let Said::Text(text) = &self.0 else { return None };
        let id = format!("{}-help", text.id);
        Lang::has(&id).then(|| Self(Said::Text(Box::new(Text { id: id.into(), args: text.args.clone() }))))
    }

    /// The same with one more of its places filled by a message of its own.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Self>) -> Self {
        if let Said::Text(text) = &mut self.0 {
            text.args.push((Name::Borrowed(name), value.into()));
        }
        self
    }

    /// What an author says in Chinese, and in English if at all.
    #[must_use]
    pub fn of_author(zh: &str, en: Option<&str>) -> Self {
        match en {
            Some(en) => Self(Said::Both(Box::new([zh.into(), en.into()]))),
            None => zh.into(),
        }
    }

    /// A list as sentences have it: 甲、乙.
    #[must_use]
    pub fn list(items: impl IntoIterator<Item = impl Into<Self>>) -> Self {
        Self::joined("list-separator", items)
    }

    /// Several with the text `between` between each two of them.
    #[must_use]
    pub fn joined(between: &'static str, items: impl IntoIterator<Item = impl Into<Self>>) -> Self {
        let mut items: Vec<Self> = items.into_iter().map(Into::into).collect();
        match items.pop() {
            Some(only) if items.is_empty() => only,
            last => {
                items.extend(last);
                Self(Said::Row(Box::new(Row { between: between.into(), items })))
            }
        }
    }

    /// Whether it says nothing, in whatever language.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match &self.0 {
            Said::Words(words) => words.is_empty(),
            Said::Both(said) => said.iter().all(String::is_empty),
            Said::Text(_) => false,
            Said::Cut(_, whole) => whole.is_empty(),
            Said::Row(row) => row.items.is_empty(),
        }
    }

    /// Puts something behind it.
    pub fn push(&mut self, more: impl Into<Self>) {
        match (&mut self.0, more.into().0) {
            (Said::Words(words), Said::Words(more)) => words.push_str(&more),
            (Said::Words(words), more) if words.is_empty() => self.0 = more,
            (Said::Row(row), more) if row.between.is_empty() => push_piece(&mut row.items, more),
            (own, more) => {
                let own = std::mem::replace(own, Said::Words(String::new()));
                let mut items = vec![Self(own)];
                push_piece(&mut items, more);
                self.0 = Said::Row(Box::new(Row { between: Name::Borrowed(""), items }));
            }
        }
    }

    /// The same of no more than `most` characters, with an ellipsis where there were more.
    #[must_use]
    pub fn cut(self, most: usize) -> Self {
        match self.0 {
            Said::Words(words) => Self(Said::Words(cut(words, most))),
            said => Self(Said::Cut(most, Box::new(Self(said)))),
        }
    }

    /// What it says in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        self.words(lang).into_owned()
    }

    /// The same for the few who read the program's own errors: in English.
    #[must_use]
    pub fn english(&self) -> String {
        self.text(Lang::En)
    }

    /// What it says in Chinese, the language of forms and of their labels.
    #[must_use]
    pub fn chinese(&self) -> String {
        self.text(Lang::Zh)
    }

    fn words(&self, lang: Lang) -> Cow<'_, str> {
        match &self.0 {
            Said::Words(words) => words.as_str().into(),
            Said::Both(said) => {
                let [zh, en] = &**said;
                (if lang == Lang::Zh { zh } else { en }).into()
            }
            Said::Text(text) => {
                let Text { id, args } = &**text;
                let said: Vec<Cow<'_, str>> = args.iter().map(|(_, value)| value.words(lang)).collect();
                let names = args.iter().map(|(name, _)| name.as_ref());
                let args: Vec<(&str, &str)> = names.zip(said.iter().map(AsRef::as_ref)).collect();
                lang.text(id, &args).into()
            }
            Said::Cut(most, whole) => cut(whole.text(lang), *most).into(),
            Said::Row(row) => {
                let Row { between, items } = &**row;
                let between = if between.is_empty() { String::new() } else { lang.text(between, &[]) };
                let said: Vec<Cow<'_, str>> = items.iter().map(|item| item.words(lang)).collect();
                said.join(&between).into()
            }
        }
    }
}

/// The first characters of a text.
fn cut(mut text: String, most: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// Puts a piece behind others, words into one with those before them.
fn push_piece(items: &mut Vec<Message>, more: Said) {
    match (items.last_mut().map(|last| &mut last.0), more) {
        (_, Said::Row(row)) if row.between.is_empty() => {
            for piece in row.items {
                push_piece(items, piece.0);
            }
        }
        (Some(Said::Words(words)), Said::Words(more)) => words.push_str(&more),
        (_, more) => items.push(Message(more)),
    }
}

impl Default for Message {
    fn default() -> Self {
        Self(Said::Words(String::new()))
    }
}

impl From<String> for Message {
    fn from(words: String) -> Self {
        Self(Said::Words(words))
    }
}

impl From<&str> for Message {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}

impl From<&String> for Message {
    fn from(words: &String) -> Self {
        words.as_str().into()
    }
}

impl From<&Self> for Message {
    fn from(other: &Self) -> Self {
        other.clone()
    }
}

impl FromIterator<Self> for Message {
    fn from_iter<T: IntoIterator<Item = Self>>(pieces: T) -> Self {
        let mut all = Self::default();
        pieces.into_iter().for_each(|piece| all.push(piece));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(message: &Message) -> [String; 2] {
        [message.chinese(), message.english()]
    }

    #[test]
    fn an_argument_is_words_a_list_or_a_message_of_its_own() {
        let named = Message::new("name-computed", &[("name", "支出")]);
        let message = Message::new("finding-exceeds", &[("actual", "5"), ("expected", "≤ 4")]);
        assert_eq!(
            said(&message.with("name", named)),
            [
                "由“支出”等算出的数是 5，应当 ≤ 4",
                "what is computed from “支出” and others is 5, it should be ≤ 4"
            ]
        );
        let known = Message::new("include-known", &[]).with("known", Message::list(["a", "b"]));
        assert_eq!(said(&known), ["公用规则包有：a、b", "packs to include: a, b"]);
        assert_eq!(said(&Message::list(["a"])), ["a", "a"]);
        assert!(Message::list([""; 0]).is_empty());
    }

    #[test]
    fn an_author_speaks_chinese_and_english_if_at_all() {
        assert_eq!(said(&Message::of_author("收入", Some("income"))), ["收入", "income"]);
        assert_eq!(said(&Message::of_author("收入", None)), ["收入", "收入"]);
    }

    #[test]
    fn pieces_stand_one_behind_the_other_words_in_one() {
        let gap = || Message::new("calculation-terms", &[("count", "9")]);
        let row: Message = ["1".into(), " + ".into(), gap(), " + ".into(), "3".into()].into_iter().collect();
        assert_eq!(said(&row), ["1 + …（共 9 项） + 3", "1 + … (9 terms) + 3"]);
        let Said::Row(inner) = &row.0 else { panic!("{row:?}") };
        assert_eq!(inner.items.len(), 3);
        let mut inside = Message::from("(");
        inside.push(row);
        inside.push(")");
        assert_eq!(inside.chinese(), "(1 + …（共 9 项） + 3)");
        assert_eq!(["a".into(), Message::from("b")].into_iter().collect::<Message>(), "ab".into());
    }

    #[test]
    fn what_is_too_long_is_cut_as_it_is_read() {
        assert_eq!(Message::from("很长的话").cut(2), "很长…".into());
        assert_eq!(Message::from("短").cut(1), "短".into());
        assert_eq!(said(&Message::list(["甲", "乙", "丙"]).cut(4)), ["甲、乙、…", "甲, 乙…"]);
    }

    #[test]
    fn what_to_do_is_known_by_what_is_wrong() {
        let wrong = Message::new("schema-mistyped-property", &[("key", "a"), ("known", "b")]);
        let help = wrong.help().unwrap().english();
        assert_eq!(help, "name it \"b\"; until then it counts as not filled in");
        assert_eq!(Message::new("finding-blank", &[]).help(), None);
        assert_eq!(Message::from("words").help(), None);
        assert_eq!(Message::if_any("no-such-text".to_owned()), None);
    }

    #[test]
    fn it_comes_back_from_bytes_as_it_was() {
        let message = Message::new("finding-near", &[("why", "a")])
            .with("message", Message::of_author("收入", Some("income")))
            .with("other", Message::list(["a", "b"]).cut(1));
        let bytes = postcard::to_allocvec(&message).unwrap();
        assert_eq!(postcard::from_bytes::<Message>(&bytes).unwrap(), message);
    }
}
