package dev.whence.anomaly.watch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Whether something is wrong with one signal of a series at the moment, so that it is told once and not window by window:
 * when it begins, and again when it becomes twice as bad. Mutable, but for {@link #NONE}, which signals share until something is
 * wrong for the first time.
 */
final class Incident {
    /** Nothing was ever wrong. */
    static final Incident NONE = new Incident();

    private static final double CLEARLY_WORSE = 2;
    private static final int CALM_TO_END = 5;
    private static final int USUAL_AFTER = 30;

    private boolean open;
    private float told;
    private byte calm;
    private byte age;

    private Incident() {}

    /** What takes in the next window: one of its own once a window is flagged. */
    Incident next(boolean flagged) {
        return flagged && this == NONE ? new Incident() : this;
    }

    /**
     * Takes in a window; one that is flagged must not be given to {@link #NONE}.
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
        out.writeBoolean(this != NONE);
        if (this == NONE) {
            return;
        }
        out.writeBoolean(open);
        out.writeFloat(told);
        out.writeByte(calm);
        out.writeByte(age);
    }

    /** Reads what {@link #write} wrote. */
    static Incident read(DataInput in) throws IOException {
        if (!in.readBoolean()) {
            return NONE;
        }
        Incident incident = new Incident();
        incident.open = in.readBoolean();
        incident.told = in.readFloat();
        incident.calm = in.readByte();
        incident.age = in.readByte();
        return incident;
    }
}
