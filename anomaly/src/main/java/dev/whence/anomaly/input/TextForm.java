package dev.whence.anomaly.input;

import dev.whence.anomaly.baseline.StateText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which texts a field holds, where they are few, and of which forms they are, where all have one. What is more than that is free text, and
 * stays so. Mutable, for one thread.
 */
final class TextForm {
    private static final int MOST_VALUES = 6;
    private static final int LONGEST_VALUE = 32;
    private static final int MOST_SHAPES = 3;
    private static final int SETTLED = 200;
    private static final int SETTLED_MOST = 1000;
    private static final String[] NO_VALUES = {};
    private static final Shape[] NO_SHAPES = {};

    /** Of free text, which all fields that hold it share. */
    static final TextForm FREE = free();

    private String @Nullable [] values = NO_VALUES;
    private Shape @Nullable [] shapes = NO_SHAPES;
    private int newValueAt;
    private int newShapeAt;

    /** @param valuesToo whether values count, or the form alone */
    TextForm(boolean valuesToo) {
        if (!valuesToo) {
            values = null;
        }
    }

    private static TextForm free() {
        TextForm form = new TextForm(false);
        form.shapes = null;
        return form;
    }

    /** Whether texts may be anything, which stays so: nothing more is learned. */
    boolean isFree() {
        return values == null && shapes == null;
    }

    /** What is odd of a text. */
    enum Verdict {
        USUAL,
        OTHER_FORM,
        OTHER_VALUE
    }

    /** Whether it is one of the few texts that the field holds. */
    boolean isKnown(String text) {
        String[] known = values;
        if (known != null) {
            for (String value : known) {
                if (value.equals(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Judges a text that is not known.
     *
     * @param seen texts of the field so far
     */
    Verdict judge(String text, int seen) {
        if (shapes != null && shapes.length > 0 && isSettled(newShapeAt, seen) && !fits(Shape.of(text))) {
            return Verdict.OTHER_FORM;
        }
        return values != null && values.length > 0 && isSettled(newValueAt, seen) ? Verdict.OTHER_VALUE : Verdict.USUAL;
    }

    private static boolean isSettled(int newAt, int seen) {
        return seen - newAt >= Math.min(SETTLED_MOST, SETTLED + newAt / 2);
    }

    private boolean fits(@Nullable Shape shape) {
        if (shape != null && shapes != null) {
            for (Shape usual : shapes) {
                if (shape.fits(usual)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Takes in a text that is not known. */
    void learn(String text, int seen, Words words) {
        String[] known = values;
        if (known != null) {
            boolean room = known.length < MOST_VALUES && text.length() <= LONGEST_VALUE;
            values = room ? added(known, words.of(text)) : null;
            newValueAt = seen;
        }
        Shape[] usual = shapes;
        if (usual != null) {
            Shape shape = Shape.of(text);
            if (shape == null) {
                shapes = null;
            } else if (!fits(shape)) {
                shapes = usual.length < MOST_SHAPES
                        ? added(usual, new Shape(words.of(shape.stem()), shape.content()))
                        : null;
                newShapeAt = seen;
            }
        }
    }

    private static <T> T[] added(T[] array, T one) {
        T[] longer = Arrays.copyOf(array, array.length + 1);
        longer[array.length] = one;
        return longer;
    }

    /** The values or forms that are usual, as a person reads them. */
    String usual(Verdict verdict) {
        List<String> all = new ArrayList<>();
        if (verdict == Verdict.OTHER_VALUE && values != null) {
            for (String value : values) {
                all.add(Quote.of(value));
            }
        } else if (shapes != null) {
            for (Shape shape : shapes) {
                all.add(shape.label());
            }
        }
        return String.join(" or ", all);
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(newValueAt);
        out.writeInt(newShapeAt);
        out.writeByte(values == null ? -1 : values.length);
        if (values != null) {
            for (String value : values) {
                StateText.write(out, value);
            }
        }
        out.writeByte(shapes == null ? -1 : shapes.length);
        if (shapes != null) {
            for (Shape shape : shapes) {
                StateText.write(out, shape.stem());
                StateText.write(out, shape.content().name());
            }
        }
    }

    void read(DataInput in, Words words) throws IOException {
        newValueAt = in.readInt();
        newShapeAt = in.readInt();
        int valueCount = in.readByte();
        values = valueCount < 0 ? null : NO_VALUES;
        for (int i = 0; i < valueCount; i++) {
            values = added(values == null ? NO_VALUES : values, words.of(StateText.read(in)));
        }
        int shapeCount = in.readByte();
        shapes = shapeCount < 0 ? null : NO_SHAPES;
        for (int i = 0; i < shapeCount; i++) {
            String stem = words.of(StateText.read(in));
            Shape.Content content = Shape.Content.valueOf(StateText.read(in));
            shapes = added(shapes == null ? NO_SHAPES : shapes, new Shape(stem, content));
        }
    }
}
