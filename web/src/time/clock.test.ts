import { expect, it } from "vitest";

import { ViewClock, WorldClock } from "./clock";

function clocks(speed = 1) {
  const world = new WorldClock();
  world.set(1_000_000, speed, performance.now());
  return { world, view: new ViewClock(world) };
}

it("runs as fast as the node's world", () => {
  const world = new WorldClock();
  world.set(0, 600, performance.now() - 1_000);
  expect(world.nowMs()).toBeGreaterThanOrEqual(600_000);
  expect(world.nowMs()).toBeLessThan(630_000);
});

it("shows the present until it is moved, stands still when stopped, and goes back", () => {
  const { world, view } = clocks();
  expect(view.following && view.playing).toBe(true);
  view.playing = false;
  const at = view.ms();
  expect(view.following).toBe(false);
  expect(view.ms()).toBe(at);
  view.set(at - 60_000);
  expect(view.ms()).toBe(at - 60_000);
  expect(view.playing).toBe(false);
  view.follow();
  expect(Math.abs(view.ms() - world.nowMs())).toBeLessThan(50);
});

it("goes on at the node's speed when it is moved while it runs", () => {
  const { view } = clocks(60);
  view.rate = 60;
  expect(view.following).toBe(false);
  expect(view.rate).toBe(60);
  view.rate = -100;
  const before = view.ms();
  while (view.ms() === before);
  expect(view.ms()).toBeLessThan(before);
});

it("tells of what was done to it, not of time as it passes", () => {
  const { view } = clocks();
  let told = 0;
  const end = view.on(() => (told += 1));
  view.ms();
  view.set(5);
  view.playing = true;
  view.playing = true;
  view.follow();
  view.follow();
  end();
  view.set(7);
  expect(told).toBe(3);
});
