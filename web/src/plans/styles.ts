/** What the parts of this view share. */
import { css } from "lit";

/** How things stand: `--own` by the class, and a glyph beside it always. */
export const standingStyles = css`
  .fails { --own: var(--emergency); --own-bg: var(--emergency-bg); }
  .unknown { --own: var(--text-2); --own-bg: var(--surface-3); }
  .nearly { --own: var(--warning); --own-bg: var(--warning-bg); }
  .holds { --own: var(--ok); --own-bg: var(--ok-bg); }
  .late { color: var(--emergency); font-weight: 650; }
`;

/** Tiles with a number, which are buttons that show only those. */
export const tileStyles = css`
  .tiles {
    display: grid;
    grid-template-columns: repeat(5, minmax(0, 1fr));
    gap: var(--s2);
    margin-bottom: var(--s3);
  }
  .tiles button {
    display: grid;
    grid-template-columns: auto 1fr;
    align-items: center;
    justify-content: start;
    gap: 0 var(--s2);
    padding: var(--s2) var(--s3);
    border-color: var(--line);
    text-align: start;
    border-inline-start: 4px solid var(--own, var(--edge));
  }
  .tiles b {
    font-size: var(--t5);
    line-height: 1.15;
    color: var(--own, var(--text));
    min-width: 1.2em;
  }
  .tiles button.none b {
    color: var(--text-2);
  }
  .tiles span {
    font-weight: 550;
    line-height: 1.2;
  }
  @media (max-width: 860px) {
    .tiles {
      grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr));
    }
    .tiles button {
      padding: var(--s1) var(--s2);
    }
  }
`;

export const barStyles = css`
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--s2) var(--s3);
    margin-bottom: var(--s3);
  }
  .bar input[type="search"] {
    width: min(100%, 16rem);
  }
  .choice {
    display: inline-flex;
  }
  .choice button {
    border-radius: 0;
    margin-inline-start: -1px;
  }
  .choice button:first-child {
    border-radius: var(--radius) 0 0 var(--radius);
    margin-inline-start: 0;
  }
  .choice button:last-child {
    border-radius: 0 var(--radius) var(--radius) 0;
  }
  .summary {
    font-size: var(--t4);
    line-height: 1.4;
    max-width: 110ch;
    margin-bottom: var(--s3);
  }
`;

/** A thing that has its own page: what leads back, its name, how it stands. */
export const pageStyles = css`
  .back {
    display: inline-flex;
    align-items: center;
    min-height: 28px;
    font-size: var(--t2);
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--s1) var(--s3);
    margin-bottom: var(--s2);
  }
  .title h2 {
    font-size: var(--t5);
    margin: 0;
    overflow-wrap: anywhere;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s1) var(--s4);
    color: var(--text-2);
    font-size: var(--t2);
    margin: 0 0 var(--s3);
    max-width: none;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(17rem, 24rem);
    gap: var(--s5);
    align-items: start;
  }
  @media (max-width: 1000px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  section {
    margin-bottom: var(--s5);
    min-width: 0;
  }
  h3 {
    margin-bottom: var(--s2);
  }
  aside h3 {
    border-bottom: 1px solid var(--line);
    padding-bottom: var(--s1);
  }
  ul.plain,
  ol.plain {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    gap: var(--s2);
    font-size: var(--t2);
  }
`;

export const formStyles = css`
  form {
    display: grid;
    gap: var(--s3);
    padding: var(--s3);
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    background: var(--surface-2);
    margin-bottom: var(--s4);
  }
  form label {
    display: grid;
    gap: 2px;
    color: var(--text-2);
  }
  form input,
  form textarea,
  form select {
    width: 100%;
    color: var(--text);
  }
  form textarea {
    resize: vertical;
    min-height: 4.5rem;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr));
    gap: var(--s3);
    align-items: start;
  }
  .fault {
    color: var(--emergency);
    font-size: var(--t2);
    margin: 0;
  }
`;
