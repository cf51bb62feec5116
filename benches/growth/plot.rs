//! Two curves over sizes, both logarithmic, as a drawing (SVG).

use std::fmt::Write as _;
use std::time::Duration;

/// What something costs at several sizes.
pub(crate) struct Series {
    pub(crate) name: &'static str,
    /// What there are so many of.
    pub(crate) of: &'static str,
    pub(crate) at: Vec<(u64, Duration)>,
}

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 320.0;
const MARGIN: f64 = 56.0;
const COLOURS: [&str; 2] = ["#2563a8", "#b4541a"];
/// Powers of ten, of sizes and of microseconds.
const SIZES: std::ops::RangeInclusive<i32> = 2..=6;
const COSTS: std::ops::RangeInclusive<i32> = 0..=5;

pub(crate) fn draw(series: &[Series]) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>What an article and a poll cost, by how much is known</title>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n"
    );
    for power in SIZES {
        let x = across(f64::from(power));
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">10<tspan dy=\"-5\" font-size=\"9\">{power}</tspan></text>",
            HEIGHT - MARGIN / 2.0
        );
    }
    for power in COSTS {
        let y = up(f64::from(power));
        let _ = writeln!(
            svg,
            "<line x1=\"{MARGIN}\" y1=\"{y:.1}\" x2=\"{:.1}\" y2=\"{y:.1}\" stroke=\"#ddd\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">10<tspan dy=\"-5\" font-size=\"9\">{power}</tspan><tspan dy=\"5\"> µs</tspan></text>",
            WIDTH - MARGIN / 2.0,
            MARGIN - 6.0,
            y + 4.0
        );
    }
    for (index, (one, colour)) in series.iter().zip(COLOURS).enumerate() {
        let place = |(size, cost): &(u64, Duration)| {
            #[expect(clippy::cast_precision_loss, reason = "a million is exact")]
            let size = *size as f64;
            (across(size.log10()), up((cost.as_secs_f64() * 1e6).log10()))
        };
        let points: Vec<(f64, f64)> = one.at.iter().map(place).collect();
        let line: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            line.join(" ")
        );
        for (x, y) in points {
            let _ =
                writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>");
        }
        let row = if index == 0 { 18.0 } else { 34.0 };
        let _ = writeln!(
            svg,
            "<text x=\"{MARGIN}\" y=\"{row}\" fill=\"{colour}\">{}, by {}</text>",
            one.name, one.of
        );
    }
    svg + "</svg>\n"
}

fn across(power: f64) -> f64 {
    let (least, most) = (f64::from(*SIZES.start()), f64::from(*SIZES.end()));
    MARGIN + (power - least) / (most - least) * (WIDTH - 1.5 * MARGIN)
}

fn up(power: f64) -> f64 {
    let (least, most) = (f64::from(*COSTS.start()), f64::from(*COSTS.end()));
    HEIGHT - MARGIN - (power - least) / (most - least) * (HEIGHT - 2.0 * MARGIN)
}
