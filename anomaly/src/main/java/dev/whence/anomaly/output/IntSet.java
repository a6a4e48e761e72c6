package dev.whence.anomaly.output;

/** A set of whole numbers, for one thread, that is asked much more often than boxes would allow. */
final class IntSet {
    private final int[] slots;
    private final int shift;
    private boolean zero;

    /** @param most how many numbers will be added at most */
    IntSet(int most) {
        int bits = Math.max(4, 33 - Integer.numberOfLeadingZeros(Math.max(1, most)));
        this.slots = new int[1 << bits];
        this.shift = 32 - bits;
    }

    /** Adds it; whether it was not there yet. */
    boolean add(int number) {
        if (number == 0) {
            boolean fresh = !zero;
            zero = true;
            return fresh;
        }
        int slot = slot(number);
        while (slots[slot] != 0) {
            if (slots[slot] == number) {
                return false;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = number;
        return true;
    }

    boolean contains(int number) {
        if (number == 0) {
            return zero;
        }
        int slot = slot(number);
        while (slots[slot] != 0) {
            if (slots[slot] == number) {
                return true;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return false;
    }

    private int slot(int number) {
        return number * 0x9E3779B1 >>> shift;
    }
}
