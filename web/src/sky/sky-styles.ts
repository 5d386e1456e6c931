import { css } from "lit";

/** The globe fills what there is; what is beside it goes under it where there is little room. */
export const skyStyles = css`
  :host {
    display: block;
    height: 100%;
    padding: 0 !important;
    container-type: size;
    min-height: 30rem;
  }
  .all {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 20rem;
    height: 100%;
  }
  .wide {
    min-width: 0;
    display: flex;
    flex-direction: column;
  }
  cspo-picture {
    flex: 1;
    padding-inline: var(--s3);
    background: var(--surface);
  }
  .stage {
    position: relative;
    margin-inline: calc(-1 * var(--s3));
    height: calc(100cqh - 5.6rem);
    overflow: hidden;
    background: #060a12;
  }
  canvas {
    display: block;
    width: 100%;
    height: 100%;
    cursor: grab;
    touch-action: none;
  }
  canvas:active {
    cursor: grabbing;
  }
  canvas.over {
    cursor: pointer;
  }
  canvas:focus-visible {
    outline-offset: -3px;
  }
  cspo-flat-map {
    height: 100%;
  }
  .broken {
    position: absolute;
    left: var(--s2);
    bottom: 0;
  }
  .spot {
    position: absolute;
    left: 0;
    top: 0;
    pointer-events: none;
    white-space: nowrap;
    padding: 1px var(--s2);
    margin: -0.8em 0 0 14px;
    font-size: var(--t2);
    color: var(--text);
    background: color-mix(in srgb, var(--surface) 82%, transparent);
    border-radius: var(--radius);
  }
  button.site {
    pointer-events: auto;
    min-height: 24px;
    margin: -12px 0 0 -14px;
    font-size: var(--t1);
    border: 0;
    background: color-mix(in srgb, var(--surface) 70%, transparent);
  }
  .chosen {
    font-weight: 650;
    border: 1px solid var(--focus);
  }
  .chosen::before {
    content: "";
    position: absolute;
    left: -24px;
    top: calc(50% - 11px);
    width: 20px;
    height: 20px;
    border: 2px solid var(--focus);
    border-radius: 50%;
  }
  .note {
    position: absolute;
    inset: auto 0 var(--s5);
    margin: auto;
    width: min(32rem, 90%);
    background: var(--surface);
    border-radius: var(--radius);
  }
  aside {
    overflow: auto;
    padding: var(--s3);
    border-inline-start: 1px solid var(--line);
    background: var(--surface);
  }
  aside h2 {
    margin-top: var(--s4);
  }
  cspo-object-panel {
    margin-top: var(--s4);
    margin-bottom: var(--s4);
    padding-bottom: var(--s4);
    border-bottom: 1px solid var(--line);
  }
  @container (max-width: 900px) {
    .all {
      grid-template-columns: 1fr;
      grid-template-rows: 75% auto;
      overflow: auto;
    }
    .stage {
      height: calc(75cqh - 5.6rem);
    }
    aside {
      border-inline-start: 0;
      border-top: 1px solid var(--line);
    }
  }
`;
