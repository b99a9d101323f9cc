// The class on the projector. What students send is shown as text only (elements.js); measured values are asked for by a key.
import {html, svg} from './elements.js';

const AGAIN = 1500; // milliseconds until the next attempt to connect
const MOST_FAILURES = 6;
const byId = id => document.getElementById(id);

let course = null;
let view = {students: [], failures: [], answers: {}, measured: {}};
let socket = null;
let chosenLesson = null; // until a key chooses one, the lesson of most students
let chosenQuestion = 0;
let withNames = false;

const here = byId('here');
if (here) {
  here.textContent = location.host;
} else {
  addEventListener('keydown', onKey);
  connect();
}

function connect() {
  socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/board${location.search}`);
  socket.onmessage = event => {
    const message = JSON.parse(event.data);
    if (message.kind === 'course') {
      course = message;
      drawAddress();
    } else {
      view = message;
    }
    state(`${view.students.length} ${view.students.length === 1 ? 'student' : 'students'}`, '');
    draw();
  };
  socket.onclose = event => {
    state(event.code === 1008 ? event.reason : 'the board has stopped; this page waits for it', 'closed');
    setTimeout(connect, AGAIN);
  };
}

function state(text, kind) {
  byId('state').textContent = text;
  byId('state').className = kind || 'soft';
}

function lesson() {
  const counts = new Map();
  for (const student of view.students) {
    counts.set(student.lesson, (counts.get(student.lesson) ?? 0) + (student.isAway ? 0.5 : 1));
  }
  const most = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  const number = chosenLesson ?? most;
  return course.lessons.find(one => one.number === number) ?? course.lessons[0];
}

function drawAddress() {
  const size = course.qr.length + 8;
  const path = course.qr.flatMap((row, y) => [...row].map((module, x) => module === '#' ? `M${x + 4} ${y + 4}h1v1h-1z` : ''))
    .join('');
  byId('address').replaceChildren(
    html('div', {}, html('p', {class: 'soft'}, 'join once, in your folder:'),
      html('pre', {}, `--board ${course.address} --code`), html('b', {}, course.code)),
    svg('svg', {class: 'qr', viewBox: `0 0 ${size} ${size}`, role: 'img', 'aria-label': 'QR code of the address'},
      svg('path', {d: path, fill: '#000'})));
}

function draw() {
  if (!course) {
    return;
  }
  const now = lesson();
  byId('title').textContent = `${now.number} · ${now.title}`;
  drawSteps(now);
  drawFailures();
  drawPredictions(now);
}

/** A row for each step, and one each for the exercise begun and passed; the last is at the bottom. */
function drawSteps(now) {
  const rows = [[], ...now.steps.map(() => [])].map((names, step) => ({
    title: step === 0 ? 'has begun' : `${step}. ${now.steps[step - 1]}`, students: names}));
  const trying = {title: `checks ${now.exercise}`, students: []};
  const through = {title: 'is through', students: []};
  if (now.exercise) {
    rows.push(trying, through);
  }
  let elsewhere = 0;
  for (const student of view.students) {
    if (student.lesson !== now.number) {
      elsewhere++;
    } else if (now.exercise && student.through) {
      through.students.push(student);
    } else if (now.exercise && student.checks > 0) {
      trying.students.push(student);
    } else {
      rows[Math.min(student.step, now.steps.length)].students.push(student);
    }
  }
  byId('steps').replaceChildren(...rows.map(row => html('li', {class: row.students.length ? '' : 'empty'},
    html('span', {class: 'count'}, row.students.length ? String(row.students.length) : '·'), html('span', {}, row.title),
    row.students.length ? html('span', {class: 'names'}, ...row.students.map(student => html('span',
      {class: student.isAway ? 'name away' : 'name'},
      student.name + (withNames && row === trying && student.of > 0 ? ` ${student.passed}/${student.of}` : '')))) : null)),
    ...(elsewhere ? [html('li', {class: 'empty'}, html('span', {class: 'count'}, String(elsewhere)),
      html('span', {}, 'in other lessons'))] : []));
}

function drawFailures() {
  const shown = view.failures.slice(0, MOST_FAILURES);
  byId('failures').replaceChildren(...shown.map(failure => html('li', {},
    html('span', {class: 'count'}, String(failure.names.length)),
    html('span', {}, failure.cause || failure.diagnosis,
      html('div', {class: 'soft'}, `lesson ${failure.lesson}, ${failure.diagnosis}`
        + (withNames ? `: ${failure.names.join(', ')}` : ''))))),
    ...(shown.length ? [] : [html('li', {}, html('span', {class: 'count'}, '·'), html('span', {class: 'soft'}, 'nothing'))]),
    ...(view.failures.length > shown.length
      ? [html('li', {}, html('span', {}), html('span', {class: 'soft'}, `and ${view.failures.length - shown.length} more`))] : []));
}

function drawPredictions(now) {
  const question = now.questions[chosenQuestion] ?? now.questions[0];
  if (!question) {
    byId('predictions').replaceChildren(html('p', {class: 'soft'}, 'This lesson has no questions.'));
    return;
  }
  const key = `${now.number}/${question.id}`;
  const answers = view.answers[key] ?? {};
  const revealed = view.measured[key];
  const total = Object.values(answers).reduce((sum, count) => sum + count, 0);
  const parts = [html('p', {class: 'question'}, question.text)];
  if (question.type === 'text') {
    parts.push(withNames ? html('ul', {class: 'answers'}, ...Object.keys(answers).map(answer => html('li', {}, answer)))
      : html('p', {class: 'soft'}, `${total} answered in their own words (n shows them)`));
  } else {
    const choices = [...new Set([...question.choices, ...Object.keys(answers).sort((a, b) => parseFloat(a) - parseFloat(b))])];
    const label = choice => question.labels[question.choices.indexOf(choice)] ?? choice;
    const most = Math.max(1, ...Object.values(answers));
    parts.push(...choices.map(choice => {
      const count = answers[choice] ?? 0;
      const right = revealed?.right.includes(choice);
      return html('div', {class: right ? 'bar right' : 'bar'}, html('span', {}, (right ? '✓ ' : '') + label(choice)),
        svg('svg', {viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true'},
          svg('rect', {width: 100 * count / most, height: 10})),
        html('span', {class: 'count'}, String(count)));
    }));
    parts.push(html('p', {class: 'measured'}, revealed ? `Measured: ${label(revealed.value)}`
      : question.canBeMeasured ? html('span', {class: 'soft'}, `${total} predicted; r measures it`) : ''));
  }
  const place = now.questions.indexOf(question) + 1;
  byId('predictions-title').textContent = `Predictions, ${place} of ${now.questions.length}`;
  byId('predictions').replaceChildren(...parts);
}

function onKey(event) {
  if (!course || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const now = lesson();
  const move = {ArrowDown: 1, ArrowUp: -1}[event.key];
  const turn = {ArrowRight: 1, ArrowLeft: -1}[event.key];
  const around = (index, length) => (index + length) % length;
  if (move) {
    chosenLesson = course.lessons[around(course.lessons.indexOf(now) + move, course.lessons.length)].number;
    chosenQuestion = 0;
  } else if (turn && now.questions.length) {
    chosenQuestion = around(Math.min(chosenQuestion, now.questions.length - 1) + turn, now.questions.length);
  } else if (event.key === 'n') {
    withNames = !withNames;
  } else if (event.key === 'r') {
    const question = now.questions[Math.min(chosenQuestion, now.questions.length - 1)];
    if (question?.canBeMeasured && socket.readyState === WebSocket.OPEN) {
      socket.send(JSON.stringify({lesson: now.number, question: question.id}));
    }
  } else {
    return;
  }
  event.preventDefault();
  draw();
}
