package io.clientela;

/** For a person, or for a program. */
enum TextFormat {
  TEXT,
  JSON
}
