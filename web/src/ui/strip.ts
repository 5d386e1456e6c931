/** A view with tabs: its name, the tabs, and a word at the end, in one strip above all else. */
import { css } from "lit";

export const stripStyles = css`
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
    margin-bottom: var(--s3);
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
  .at-end {
    margin: 0;
    margin-inline-start: auto;
    font-size: var(--t2);
    color: var(--text-2);
  }
  @media (max-width: 860px) {
    :host {
      padding: var(--s3);
      --target: 44px;
    }
    .strip h1 {
      position: absolute; /* the band above says it */
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    nav {
      width: 100%;
    }
    .at-end {
      margin-inline-start: 0;
    }
  }
`;
