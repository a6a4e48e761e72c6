package dev.whence.analyzer.contrast;

import java.util.List;

/** One kind of evidence that compares an incident with all other stretches of time. Implementations hold no state. */
interface ContrastEvidence {
    /** What stands out in the incident; in any order, at most one clue a service. */
    List<Clue> clues(Slices slices);
}
