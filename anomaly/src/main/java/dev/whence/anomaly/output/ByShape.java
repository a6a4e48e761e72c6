package dev.whence.anomaly.output;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What is usual of a stage's outputs, and of those of each shape, since an agent writes tool calls and answers under one name. An
 * output is compared with those of its shape once enough of them were seen, else with all. Where all have one shape nothing
 * is kept twice. Of more than {@value #MOST} shapes the one seen least gives way. Mutable, for one thread.
 *
 * @param <T> what is learned
 */
final class ByShape<T extends Learned> {
    private static final int MOST = 8;
    /** Marks the beginning of what is saved, which former versions wrote in other ways. */
    private static final int FORMAT = 0x57485333;

    private final Supplier<T> fresh;
    private final T all;
    /** The first shape, as long as there is no other. */
    private int only;

    private boolean begun;
    /** All shapes, once there are several. */
    private List<Shape<T>> shapes = List.of();

    /**
     * @param isAll whether it was the only shape when last seen, and what is learned of it is what is learned of all
     */
    private record Shape<T>(int shape, T own, boolean isAll) {}

    ByShape(Supplier<T> fresh) {
        this.fresh = fresh;
        this.all = fresh.get();
    }

    /** What an output of this shape is to be compared with. */
    T peers(int shape, int enough) {
        for (Shape<T> one : shapes) {
            if (one.shape == shape && one.own.seen() >= enough) {
                return one.own;
            }
        }
        return all;
    }

    /** Outputs it learned from, up to some number. */
    int seen() {
        return all.seen();
    }

    /** Takes an output in, among all and among those of its shape. */
    void learn(int shape, Consumer<T> lesson) {
        if (!begun) {
            begun = true;
            only = shape;
        }
        if (shapes.isEmpty() && shape == only) {
            lesson.accept(all);
            return;
        }
        if (shapes.isEmpty()) {
            shapes = new ArrayList<>(2);
            shapes.add(new Shape<>(only, all, true));
        }
        Shape<T> known = null;
        for (Shape<T> one : shapes) {
            known = one.shape == shape ? one : known;
        }
        if (known == null) {
            known = new Shape<>(shape, fresh.get(), false);
            if (shapes.size() == MOST) {
                shapes.remove(leastSeen());
            }
            shapes.add(known);
        }
        if (known.isAll) {
            shapes.remove(known);
            known = new Shape<>(shape, fresh.get(), false);
            shapes.add(known);
        }
        lesson.accept(all);
        if (!known.isAll) {
            lesson.accept(known.own);
        }
    }

    private int leastSeen() {
        int least = 0;
        for (int i = 1; i < shapes.size(); i++) {
            least = shapes.get(i).own.seen() < shapes.get(least).own.seen() ? i : least;
        }
        return least;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        all.write(out);
        out.writeBoolean(begun);
        out.writeInt(only);
        out.writeByte(shapes.size());
        for (Shape<T> one : shapes) {
            out.writeInt(one.shape);
            out.writeBoolean(one.isAll);
            if (!one.isAll) {
                one.own.write(out);
            }
        }
    }

    void read(DataInput in) throws IOException {
        if (in.readInt() != FORMAT) {
            throw new IOException("it was saved by a version that knew no shapes");
        }
        all.read(in);
        begun = in.readBoolean();
        only = in.readInt();
        int count = Math.clamp(in.readByte(), 0, MOST);
        shapes = count == 0 ? List.of() : new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int shape = in.readInt();
            boolean isAll = in.readBoolean();
            T own = isAll ? all : fresh.get();
            if (!isAll) {
                own.read(in);
            }
            shapes.add(new Shape<>(shape, own, isAll));
        }
    }
}
