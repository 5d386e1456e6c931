/** How the watch is laid out: list and details side by side, one after the other on a telephone. */
import { css } from "lit";

export const watchStyles = css`
  .strip {
    margin-bottom: var(--s4);
  }
  .at-end strong {
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
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    .strip {
      margin-bottom: var(--s3);
    }
    nav a {
      flex: 1;
      justify-content: center;
      padding: 0 var(--s2);
    }
  }
`;
