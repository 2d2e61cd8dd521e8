package shop.tools.launcher.supervision;

import java.util.ArrayList;
import java.util.List;
import shop.build.localservers.LocalKafka;
import shop.tools.stack.Components;
import shop.tools.stack.Service;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackPorts;

/** The Kafka broker, with the topics of the shop. */
final class KafkaPart implements Part {

    private static final int PARTITIONS = 12;

    private final LocalKafka kafka;
    private final int port;

    KafkaPart(StackHome home, StackPorts ports, JavaPrograms java) {
        this.port = ports.kafka();
        List<String> options =
                new ArrayList<>(java.options(Components.KAFKA, new Heap(64, 384), LocalKafka.classPath()));
        options.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        options.add("-Dorg.slf4j.simpleLogger.showDateTime=true");
        options.add("-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
        this.kafka = new LocalKafka(
                home.data().resolve("kafka"), home.log(Components.KAFKA), port, ports.kafkaController(), options);
    }

    @Override
    public String name() {
        return Components.KAFKA;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String url() {
        return kafka.bootstrapServers();
    }

    @Override
    public Process launch() {
        return kafka.launch();
    }

    @Override
    public boolean ready() {
        return kafka.ready();
    }

    @Override
    public void prepare() {
        kafka.createTopics(Service.topics(), PARTITIONS);
    }

    @Override
    public void stop(Process process) {
        kafka.stop();
    }
}
