package dev.whence.indexer.mapping;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The names which have fields of their own in the index: the first {@link #LIMIT} that came. Attributes under other
 * names are kept and found by value, but cannot be counted, measured or compared by size. Safe for any thread.
 */
public final class KnownFields {
    /** So many names that no honest application reaches it, so few that ids used as names cannot exhaust the heap. */
    public static final int LIMIT = 2_000;

    private final int limit;
    private final ConcurrentHashMap<String, FieldNames> names = new ConcurrentHashMap<>();
    private final AtomicInteger free;
    private volatile boolean exceeded;

    public KnownFields(int limit) {
        this.limit = limit;
        this.free = new AtomicInteger(limit);
    }

    /** Takes over what an index has: its internal field names. */
    public void restore(Collection<String> internalNames) {
        Set<String> distinct = new TreeSet<>();
        for (String internal : internalNames) {
            if (internal.length() > 2 && internal.charAt(1) == ':') {
                distinct.add(internal.substring(2));
            } else if (internal.equals(FieldNames.OTHERS)) {
                exceeded = true;
            }
        }
        distinct.forEach(name -> names.put(name, FieldNames.of(name)));
        free.set(limit - names.size());
    }

    /** The fields of a name, which it gets now if it is new; null when it comes beyond the limit. */
    @Nullable
    FieldNames take(String name) {
        FieldNames known = names.get(name);
        if (known != null) {
            return known;
        }
        boolean attribute = Role.of(name) == Role.ATTRIBUTE && !Role.isNumber(name);
        if (attribute && (name.length() > Texts.SHORT || free.get() <= 0 || free.getAndDecrement() <= 0)) {
            exceeded = true;
            return null;
        }
        return names.computeIfAbsent(name, FieldNames::of);
    }

    /** Whether some attributes have no fields of their own. */
    public boolean exceeded() {
        return exceeded;
    }
}
