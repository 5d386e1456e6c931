import { css } from "lit";

/** The frame around the views. */
export const shellStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100dvh;
    overflow: clip; /* what scrolls is main */
  }
  .skip {
    position: absolute;
    left: -999px;
    top: 0;
    z-index: 10;
    padding: var(--s2);
    background: var(--surface);
  }
  .skip:focus {
    left: 0;
  }
  header {
    display: flex;
    align-items: center;
    gap: var(--s3);
    padding: 0 var(--s3);
    min-height: 48px;
    background: var(--surface-2);
    border-bottom: 1px solid var(--line);
  }
  .brand {
    font-weight: 800;
    letter-spacing: -0.02em;
    color: var(--text);
    text-decoration: none;
  }
  .nation {
    font-weight: 700;
  }
  .nation select {
    font-weight: 700;
  }
  nav {
    display: flex;
    align-self: stretch;
  }
  nav a {
    display: flex;
    align-items: center;
    padding: 0 var(--s3);
    font-size: var(--t2);
    font-weight: 550;
    color: var(--text-2);
    text-decoration: none;
    border-bottom: 3px solid transparent;
    border-top: 3px solid transparent;
    white-space: nowrap;
  }
  nav a:hover {
    color: var(--text);
    background: var(--surface-3);
  }
  nav a[aria-current="page"] {
    color: var(--text);
    border-bottom-color: var(--accent);
  }
  cspo-search {
    flex: 1;
    min-width: 5rem;
    max-width: 22rem;
  }
  .right {
    display: flex;
    align-items: center;
    gap: var(--s3);
    margin-inline-start: auto;
    min-width: 0;
  }
  .account {
    position: relative;
    min-width: 0;
    font-size: var(--t2);
  }
  .account summary {
    cursor: pointer;
    min-height: 24px;
    padding: var(--s1);
    white-space: nowrap;
    max-width: 12rem;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .account .card {
    position: absolute;
    right: 0;
    top: 100%;
    z-index: 5;
    min-width: 15rem;
    display: grid;
    gap: var(--s2);
    box-shadow: 0 8px 24px #0006;
  }
  main {
    flex: 1;
    min-height: 0;
    overflow: auto;
  }
  main:focus {
    outline: none; /* it is focused so that reading begins there, and is no control */
  }
  main > * {
    display: block;
    min-height: 100%;
    padding: var(--s4);
  }
  main > cspo-sign-in {
    display: grid;
  }
  @media (max-width: 1440px) {
    nav a {
      padding: 0 var(--s2);
    }
  }
  @media (max-width: 1360px) {
    nav a {
      padding: 0 6px;
    }
  }
  @media (max-width: 1100px) {
    nav a {
      padding: 0 var(--s2);
    }
    header {
      flex-wrap: wrap;
      padding-block: var(--s1);
    }
    nav {
      order: 5;
      width: 100%;
      overflow-x: auto;
      min-height: 40px;
    }
  }
  @media (max-width: 560px) {
    header {
      gap: var(--s1) var(--s2);
    }
    .account summary {
      max-width: 5.5rem;
    }
    .right {
      gap: var(--s2);
    }
    main > * {
      padding: var(--s3);
    }
  }
`;
