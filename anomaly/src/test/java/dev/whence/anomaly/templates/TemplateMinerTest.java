package dev.whence.anomaly.templates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateMinerTest {
    private final TemplateMiner miner = new TemplateMiner(1000);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Request 8f31 took 12 ms | Request <*> took <*>",
                "connect to 10.0.0.1:8080 failed. | connect to <*> failed.",
                "retry 3. | retry <*>.",
                "sizes 1, 2, 3 found | sizes <*> found",
                "lock=12, tag=\"View Lock 7\", pid=4 | lock=<*>, tag=<*>, pid=<*>",
                "wrote 12.5 KB, free 3 GB | wrote <*>, free <*>",
                "machine check enable........1 | machine check enable........<*>",
                "nothing to mask | nothing to mask"
            })
    void plainValuesAreMasked(String line, String template) {
        assertThat(miner.add(line).text()).isEqualTo(template);
    }

    @Test
    void linesThatDifferInOneWordAreTwoKinds() {
        Template up = miner.add("link 4 is up");
        Template down = miner.add("link 5 is down");
        assertThat(up.id()).isNotEqualTo(down.id());
        assertThat(miner.add("link 6 is up")).isEqualTo(up);
    }

    @Test
    void wordBecomesVariableOnceItTakesManyValues() {
        Template anna = miner.add("user anna logged in from web");
        for (String name : List.of("ben", "cleo", "dora", "emil", "fred", "gina", "hugo")) {
            miner.add("user " + name + " logged in from web");
        }
        assertThat(miner.add("user ida logged in from web").text()).isEqualTo("user <*> logged in from web");
        assertThat(miner.current(anna).text()).isEqualTo("user <*> logged in from web");
        assertThat(miner.size()).isOne();
    }

    @Test
    void pathsAndKeyedValuesAreVariablesAtOnce() {
        int id = miner.add("reading /etc/hosts as owner=root for the resolver").id();
        assertThat(miner.add("reading /etc/fstab as owner=mail for the resolver"))
                .isEqualTo(new Template(id, "reading <*> as <*> for the resolver"));
    }

    @Test
    void fullMinerAnswersWithCatchAll() {
        TemplateMiner small = new TemplateMiner(2);
        small.add("alpha");
        small.add("beta gamma");
        assertThat(small.add("delta epsilon zeta")).isEqualTo(new Template(0, "<*>"));
        assertThat(small.add("alpha").text()).isEqualTo("alpha");
    }

    @Test
    void blankLineHasTemplate() {
        assertThat(miner.add("   ").text()).isEmpty();
    }

    @Test
    void stateSurvivesRestart() throws IOException {
        List<String> lines = List.of(
                "user anna logged in",
                "user ben logged in",
                "user cleo logged in",
                "user dora logged in",
                "user emil logged in",
                "user fred logged in",
                "user gina logged in",
                "link 4 is up",
                "link 5 is down");
        lines.forEach(miner::add);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        miner.write(new DataOutputStream(bytes));
        TemplateMiner restored = new TemplateMiner(1000);
        restored.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        assertThat(restored.size()).isEqualTo(miner.size());
        for (String line : List.of("user hugo logged in", "user anna logged in", "link 9 is down", "link 9 is gone")) {
            assertThat(restored.add(line)).isEqualTo(miner.add(line));
        }
    }
}
