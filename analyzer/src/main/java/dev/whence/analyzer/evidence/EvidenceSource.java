package dev.whence.analyzer.evidence;

import dev.whence.analyzer.SymptomKind;
import java.util.List;

/** One kind of evidence: who is to be suspected for what was felt, and why. Implementations hold no state. */
public interface EvidenceSource {
    /** The kind of symptom it speaks about. */
    SymptomKind about();

    /** The suspected places; empty when this kind of evidence has nothing to say about the symptom. */
    List<Suspicion> suspects(Inquiry inquiry);
}
