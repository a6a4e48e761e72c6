package dev.whence.anomaly.templates;

/**
 * What lines of one kind have in common.
 *
 * @param id the same for all lines of the kind, from 1
 * @param text the common text, with {@code <*>} where the lines differ
 */
public record Template(int id, String text) {}
