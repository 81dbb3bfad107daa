// A question in plain words → what answers it, as kgsm/serve/search.py finds it, in an index that the site wrote for its copy.
// Plain functions over plain data: they run in a browser and in Node. What words are compared by comes with the index.

// Python's \w and casefold, as far as words go: letters and digits; ß is ss, a final sigma is a sigma.
// A number with the thousands parted, as German and English part them, is one word: 1.600, 1,600.
const WORD = /(?<![0-9])[0-9]{1,3}(?:[.,][0-9]{3})+(?![0-9])|[\p{L}\p{N}]+/gu;

export function folded(word, index) {
  let plain = word.toLowerCase().replace(/[.,]/g, "").replaceAll("ß", "ss").replaceAll("ς", "σ").normalize("NFKD").replace(/\p{Mn}/gu, "");
  for (const [old, other] of index.spellings) plain = plain.replaceAll(old, other);
  return plain;
}

export function words(text, index) {
  return (text.match(WORD) ?? []).map((each) => folded(each, index));
}

// A text in pieces, each with its folded word; what stands between words has none.
export function pieces(text, index) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    if (match.index > end) found.push([text.slice(end, match.index), ""]);
    found.push([match[0], folded(match[0], index)]);
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push([text.slice(end), ""]);
  return found;
}

function trigrams(word) {
  const edged = [...`  ${word} `];
  return new Set(edged.slice(2).map((_, place) => edged.slice(place, place + 3).join("")));
}

export function likeness(wanted, word, index) {
  if (wanted === word) return 1;
  const [mine, other] = [[...wanted].length, [...word].length];
  if (mine >= 3 && word.startsWith(wanted)) return 0.8;
  if (mine >= 4 && word.includes(wanted)) return 0.6;
  if (other >= 5 && wanted.startsWith(word) && mine - other <= 2) return 0.7;
  if (mine < 4 || Math.abs(mine - other) > 3) return 0;
  const [one, two] = [trigrams(wanted), trigrams(word)];
  const both = [...one].filter((each) => two.has(each)).length;
  const dice = (2 * both) / (one.size + two.size);
  return dice >= index.like ? dice / 2 : 0;
}

// The places of the entries by word, made once.
function placed(index) {
  if (!index.places) {
    index.places = new Map();
    index.entries.forEach((entry, place) => {
      for (const word of Object.keys(entry.weights)) {
        if (!index.places.has(word)) index.places.set(word, []);
        index.places.get(word).push(place);
      }
    });
  }
  return index.places;
}

function wantedOf(question, index) {
  const said = words([...question].slice(0, 200).join(""), index);
  const silent = new Set(index.silent);
  const wanted = [...new Set(said.filter((each) => !silent.has(each)))];
  const counts = said.some((each, place) => index.howMany.some(([one, two]) => each === one && said[place + 1] === two));
  if (counts) wanted.push(index.counted);
  return (wanted.length ? wanted : [...new Set(said)]).slice(0, 8);
}

function scoresOf(wanted, index) {
  const found = new Map();
  for (const [word, places] of placed(index)) {
    const like = likeness(wanted, word, index);
    if (!like) continue;
    const rare = Math.log(1 + index.entries.length / places.length);
    for (const place of places) {
      const score = like * rare * index.entries[place].weights[word];
      if (score > (found.get(place)?.score ?? 0)) found.set(place, { score, word, like });
    }
  }
  return found;
}

function proposal(wanted, index) {
  const known = [...placed(index).entries()];
  const proposed = wanted.map((word) => {
    let best = ["", 0, 0];
    for (const [each, places] of known) {
      const rank = [each, likeness(word, each, index), places.length];
      if (rank[1] - best[1] || rank[2] - best[2] ? (rank[1] - best[1] || rank[2] - best[2]) > 0 : rank[0] > best[0]) best = rank;
    }
    return best[1] ? best[0] : word;
  });
  return proposed.join(" ") === wanted.join(" ") ? "" : proposed.join(" ");
}

const round = (number) => Math.round(number * 1e6) / 1e6;

// {hits: [{entry, score, marked}], total, proposal}: best first; entries of the same score in the order of the index.
export function find(question, index) {
  const wanted = wantedOf(question, index);
  if (!wanted.length) return { hits: [], total: 0, proposal: "" };
  const scores = wanted.map((word) => scoresOf(word, index));
  let hits = [...new Set(scores.flatMap((each) => [...each.keys()]))].map((place) => {
    const mine = scores.filter((each) => each.has(place)).map((each) => each.get(place));
    const score = mine.reduce((sum, each) => sum + each.score, 0) * mine.length / scores.length;
    const whole = mine.filter((each) => each.like >= index.said).length === scores.length;
    return { entry: index.entries[place], place, score, marked: new Set(mine.map((each) => each.word)), whole };
  });
  const least = Math.max(0, ...hits.map((each) => each.score)) * index.worst;
  hits = hits.filter((each) => each.whole || each.score >= least).sort((one, two) => round(two.score) - round(one.score) || one.place - two.place);
  const known = [...placed(index).keys()];
  const exact = wanted.every((word) => known.some((each) => likeness(word, each, index) >= index.said));
  return { hits: hits.slice(0, index.shown), total: hits.length, proposal: exact ? "" : proposal(wanted, index) };
}
