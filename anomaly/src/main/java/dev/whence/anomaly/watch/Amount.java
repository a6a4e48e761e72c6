package dev.whence.anomaly.watch;

import dev.whence.model.Names;

/** A number above 0 that single requests may have and whose mean is watched. */
enum Amount {
    INPUT_TOKENS(Names.INPUT_TOKENS),
    OUTPUT_TOKENS(Names.OUTPUT_TOKENS),
    COST(Names.COST);

    private final String field;

    Amount(String field) {
        this.field = field;
    }

    /** The field of a record that holds it. */
    String field() {
        return field;
    }
}
