//! What is one story and what is not, by the smallest examples.

use super::{Found, Member, REPEATED, Sketch, Window};
use crate::identity::ArticleId;

fn id(number: u32) -> ArticleId {
    format!("{number:024x}").parse().expect("an id")
}

/// An article of a source of its own.
fn alone(number: u32) -> Member {
    Member { id: id(number), story: id(number), source: number.into(), headline: number }
}

/// Words that no other seed has.
fn words(seed: u32, count: usize) -> String {
    let words = (0..count).map(|at| format!("w{seed}x{} ", at * 7919 % 1009));
    words.collect::<Vec<_>>().concat()
}

fn find(window: &Window, member: &Member, text: &str) -> Found {
    window.find(member, &Sketch::of(text).expect("long enough"))
}

fn put(window: &mut Window, member: Member, text: &str, day: i64) {
    window.put(member, &Sketch::of(text).expect("long enough"), day);
}

#[test]
fn a_copy_is_found_whatever_stands_before_it_and_wherever_it_ends() {
    let text = words(1, 400);
    let mut window = Window::default();
    put(&mut window, alone(1), &text, 1);
    let cut = text.split_inclusive(' ').take(200).collect::<String>();
    for copy in [text.clone(), words(2, 60) + &text, cut.clone(), words(3, 40) + &cut] {
        let found = find(&window, &alone(9), &copy);
        assert!(matches!(found, Found::Copy { of, .. } if of == id(1)), "{found:?}");
    }
    assert_eq!(find(&window, &alone(9), &words(4, 400)), Found::New);
    // As a sketch that was stored.
    let stored = postcard::to_stdvec(&Sketch::of(&text)).expect("encodes");
    assert!(stored.len() < 300, "{} bytes", stored.len());
    let sketch: Option<Sketch> = postcard::from_bytes(&stored).expect("decodes");
    let mut window = Window::default();
    window.put(alone(1), &sketch.expect("one"), 1);
    assert!(matches!(find(&window, &alone(9), &cut), Found::Copy { .. }));
}

#[test]
fn a_long_quotation_makes_no_story() {
    let quotation = words(9, 130);
    let mut window = Window::default();
    put(&mut window, alone(1), &(words(1, 270) + &quotation), 1);
    assert_eq!(
        find(&window, &alone(2), &(words(2, 150) + &quotation + &words(3, 120))),
        Found::New
    );
    // Nor does a short text that is quoted as a whole.
    put(&mut window, alone(3), &quotation, 1);
    assert_eq!(
        find(&window, &alone(4), &(words(4, 500) + &quotation + &words(5, 120))),
        Found::New
    );
}

#[test]
fn texts_without_word_spaces_are_found_too() {
    let text: String =
        (0..300_u32).filter_map(|at| char::from_u32(0x4e00 + at * at % 2003)).collect();
    let mut window = Window::default();
    put(&mut window, alone(1), &text, 1);
    let copy: String = text.chars().skip(60).chain("以上内容".chars()).collect();
    assert!(matches!(find(&window, &alone(2), &copy), Found::Copy { .. }));
}

#[test]
fn a_copy_of_a_copy_belongs_to_the_first() {
    let text = words(1, 300);
    let mut window = Window::default();
    put(&mut window, alone(1), &text, 1);
    put(&mut window, Member { story: id(1), ..alone(2) }, &(words(2, 150) + &text), 2);
    window.forget_before(2);
    let found = find(&window, &alone(3), &(words(2, 150) + &text));
    let Found::Copy { of, story, similarity } = found else { panic!("{found:?}") };
    assert_eq!((of, story), (id(2), id(1)));
    assert!(similarity > 0.99, "{similarity}");
}

#[test]
fn a_site_that_answers_everything_with_one_page_makes_no_story() {
    let (page, mut window) = (words(1, 200), Window::default());
    for number in 1..40 {
        let member = Member { source: 7, ..alone(number) };
        let expected = if number as usize <= REPEATED { Found::New } else { Found::Repeated };
        assert_eq!(find(&window, &member, &page), expected, "{number}");
        put(&mut window, member, &page, 1);
    }
    // The same headline once more is a copy.
    let again = Member { source: 8, ..alone(50) };
    put(&mut window, again, &words(2, 200), 1);
    let copy = Member { id: id(51), story: id(51), ..again };
    assert!(matches!(find(&window, &copy, &words(2, 200)), Found::Copy { .. }));
}

#[test]
fn two_articles_of_a_site_are_two_though_anothers_copy_is_near_to_both() {
    let (snow, floods) = (words(1, 200) + &words(2, 150), words(1, 200) + &words(3, 150));
    let paper = |number| Member { source: 7, ..alone(number) };
    let mut window = Window::default();
    put(&mut window, paper(1), &snow, 1);
    put(&mut window, Member { story: id(1), ..alone(2) }, &snow, 1);
    assert_eq!(find(&window, &paper(3), &floods), Found::New);
    // Nor through a copy that came under another of its headlines; of a story of others it may be a copy.
    put(&mut window, paper(3), &floods, 2);
    put(&mut window, Member { story: id(3), ..alone(4) }, &floods, 2);
    assert_eq!(find(&window, &paper(5), &(words(1, 200) + &words(4, 20))), Found::New);
    put(&mut window, alone(6), &(words(1, 200) + &words(5, 40)), 2);
    let found = find(&window, &paper(5), &(words(1, 200) + &words(4, 20)));
    assert!(matches!(found, Found::Copy { story, .. } if story == id(6)), "{found:?}");
    // Another site's article joins the nearest of them as before.
    let found = find(&window, &alone(8), &floods);
    assert!(matches!(found, Found::Copy { story, .. } if story == id(3)), "{found:?}");
}

#[test]
fn what_is_old_or_was_taken_out_is_not_found() {
    let (text, mut window) = (words(1, 200), Window::default());
    put(&mut window, alone(1), &text, 1);
    put(&mut window, alone(2), &words(2, 200), 2);
    window.forget_before(2);
    assert_eq!(find(&window, &alone(3), &text), Found::New);
    window.take_out(id(2));
    assert_eq!(find(&window, &alone(3), &words(2, 200)), Found::New);
}

#[test]
fn a_text_that_says_too_little_has_no_sketch() {
    assert_eq!(Sketch::of("Click here to read the whole story on our site."), None);
    assert_eq!(Sketch::of(&"the same words again ".repeat(500)), None);
}
