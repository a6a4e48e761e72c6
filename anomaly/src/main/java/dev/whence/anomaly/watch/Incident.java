package dev.whence.anomaly.watch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Whether something is wrong with one signal of a series at the moment, so that it is told once and not window by window:
 * when it begins, and again when it becomes twice as bad. Mutable.
 */
final class Incident {
    private static final double CLEARLY_WORSE = 2;
    private static final int CALM_TO_END = 5;
    private static final int USUAL_AFTER = 30;

    private boolean open;
    private float told;
    private byte calm;
    private byte age;

    /**
     * Takes in a window.
     *
     * @param flagged whether it is improbable enough to tell
     * @param abnormal whether it is at least odd enough to belong to an incident under way
     * @param magnitude how bad, 1 for nothing
     * @return whether it is to be told
     */
    boolean tells(boolean flagged, boolean abnormal, double magnitude) {
        if (open) {
            age = (byte) Math.min(age + 1, USUAL_AFTER + 1);
            calm = (byte) (abnormal || flagged ? 0 : calm + 1);
            if (calm >= CALM_TO_END) {
                open = false;
            }
        }
        if (!flagged || open && magnitude < told * CLEARLY_WORSE) {
            return false;
        }
        if (!open) {
            open = true;
            age = 0;
        }
        calm = 0;
        told = (float) magnitude;
        return true;
    }

    /** Whether windows are to be learned as usual ones: not during an incident, unless it lasts. */
    boolean learns() {
        return !open || age > USUAL_AFTER;
    }

    boolean isOpen() {
        return open;
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(open);
        out.writeFloat(told);
        out.writeByte(calm);
        out.writeByte(age);
    }

    void read(DataInput in) throws IOException {
        open = in.readBoolean();
        told = in.readFloat();
        calm = in.readByte();
        age = in.readByte();
    }
}
