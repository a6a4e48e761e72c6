package dev.whence.model;

/** 64-bit keys of trace and span ids, by which spans are joined without keeping their texts in memory. */
public final class Ids {
    private Ids() {}

    /**
     * The key of an id: the id itself for up to 16 hex digits, a mix of all characters otherwise; equal ids have
     * equal keys, different ones practically never (64 bits).
     *
     * @param id a trace or span id, or the empty text
     * @return 0 only for the empty text
     */
    public static long key(String id) {
        int length = id.length();
        if (length == 0) {
            return 0;
        }
        if (length <= 16) {
            long value = 0;
            int i = 0;
            for (; i < length; i++) {
                int digit = Character.digit(id.charAt(i), 16);
                if (digit < 0) {
                    break;
                }
                value = (value << 4) | digit;
            }
            if (i == length && value != 0) {
                return value;
            }
        }
        long hash = 0xcbf29ce484222325L; // FNV-1a, then the finaliser of MurmurHash3
        for (int i = 0; i < length; i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        hash ^= hash >>> 33;
        return hash == 0 ? 1 : hash;
    }
}
