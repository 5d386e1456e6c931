/** How the watch is laid out: list and details side by side, one after the other on a telephone. */
import { css } from "lit";

export const watchStyles = css`
  :host {
    display: block;
    padding: var(--s4);
    max-width: 1680px;
    margin: 0 auto;
  }
  .strip {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--s2) var(--s4);
    margin-bottom: var(--s4);
  }
  .strip h1 {
    margin: 0;
  }
  nav {
    display: flex;
    gap: 2px;
  }
  nav a {
    display: inline-flex;
    align-items: center;
    min-height: var(--target);
    padding: 0 var(--s3);
    border-radius: var(--radius);
    color: var(--text-2);
    font-size: var(--t2);
    font-weight: 600;
    text-decoration: none;
    white-space: nowrap;
  }
  nav a:hover {
    background: var(--surface-3);
  }
  nav a[aria-current="page"] {
    background: var(--surface-3);
    color: var(--text);
    box-shadow: inset 0 -2px 0 var(--accent);
  }
  .on {
    margin: 0;
    margin-inline-start: auto;
    font-size: var(--t2);
    color: var(--text-2);
  }
  .on strong {
    color: var(--text);
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(320px, 5fr) minmax(0, 9fr);
    gap: var(--s5);
    align-items: start;
  }
  .list {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s3);
    min-width: 0;
  }
  .list h2,
  .list summary {
    font-size: var(--t2);
    font-weight: 650;
    margin: 0 0 var(--s2);
  }
  .list summary {
    cursor: pointer;
    min-height: 28px;
  }
  .list ul {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    gap: var(--s2);
  }
  .summary {
    margin: 0;
    font-size: var(--t4);
    line-height: 1.3;
  }
  .summary.calm strong {
    color: var(--ok);
  }
  .grave button {
    width: 100%;
    min-height: 40px;
    justify-content: flex-start;
    text-align: start;
    font-weight: 650;
    color: var(--surface);
    background: var(--emergency);
    border-color: var(--emergency);
    padding: var(--s1) var(--s3);
  }
  .grave button:hover {
    filter: brightness(1.06);
  }
  .detail {
    position: sticky;
    top: var(--s3);
    max-height: calc(100dvh - 96px);
    overflow: auto;
    min-width: 0;
    background: var(--surface-2);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    padding: var(--s4);
  }
  .back {
    margin-bottom: var(--s2);
  }
  @media (max-width: 860px) {
    :host {
      padding: var(--s3);
      --target: 44px;
    }
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    .strip {
      margin-bottom: var(--s3);
    }
    .strip h1 {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    nav {
      width: 100%;
    }
    nav a {
      flex: 1;
      justify-content: center;
      padding: 0 var(--s2);
    }
    .on {
      margin-inline-start: 0;
    }
  }
`;
