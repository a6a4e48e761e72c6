package dev.whence.anomaly.output;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What a check learns of like outputs. Mutable, for one thread. */
interface Learned {
    /** Outputs it learned from, up to some number. */
    int seen();

    void write(DataOutput out) throws IOException;

    void read(DataInput in) throws IOException;
}
