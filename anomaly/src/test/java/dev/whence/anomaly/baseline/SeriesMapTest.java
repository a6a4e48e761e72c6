package dev.whence.anomaly.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesMapTest {
    private final Random random = new Random(3);
    private int made;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 100, 1000})
    void theLeastRecentlyUsedIsForgottenPastTheLimit(int limit) {
        SeriesMap<Integer> map = new SeriesMap<>(limit, key -> made++);
        Map<SeriesKey, Integer> expected = new LinkedHashMap<>(16, 0.75f, true);
        int expectedMade = 0;
        for (int i = 0; i < 20_000; i++) {
            SeriesKey key = key(Math.abs((int) (random.nextGaussian() * limit)));
            Integer known = expected.get(key);
            if (known == null) {
                known = expectedMade++;
                expected.put(key, known);
                if (expected.size() > limit) {
                    expected.remove(expected.keySet().iterator().next());
                }
            }
            assertThat(map.of(key)).isEqualTo(known);
        }
        assertThat(map.size()).isEqualTo(expected.size());
        assertThat(map.values()).containsExactlyElementsOf(expected.values());
    }

    @Test
    void seriesAndTheirOrderSurviveBeingWritten() throws IOException {
        SeriesMap<int[]> map = new SeriesMap<>(50, key -> new int[1]);
        for (int i = 0; i < 500; i++) {
            map.of(key(random.nextInt(80)))[0] = i;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        map.write(new DataOutputStream(bytes), (out, one) -> out.writeInt(one[0]));
        SeriesMap<int[]> again = new SeriesMap<>(50, key -> new int[1]);
        again.of(key(1000))[0] = -1;
        again.read(
                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), (in, one) -> one[0] = in.readInt());
        assertThat(numbers(again)).isEqualTo(numbers(map)).hasSize(50);
    }

    private static List<Integer> numbers(SeriesMap<int[]> map) {
        List<Integer> numbers = new ArrayList<>();
        map.values().forEach(one -> numbers.add(one[0]));
        return numbers;
    }

    private static SeriesKey key(int i) {
        return new SeriesKey("service-" + i % 5, "stage-" + i, i % 3 == 0 ? "model-" + i % 7 : "");
    }
}
