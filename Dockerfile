# The four services and the tools, from nothing but Docker: Maven, code generation and training run in here.
#
#   docker build --target service --build-arg SERVICE=order-service --tag shop/order-service .
#   docker build --target tools --tag shop/tools .
#
# All images share one build of all modules. Each service is trained on its own, from nothing but its own files: after a change, only
# the images that contain it are trained again. Works with builders without BuildKit, which run every stage above the wanted one.

ARG BUILD=maven:3.9.12-eclipse-temurin-25
ARG RUNTIME=debian:trixie-slim
# msk-iam adds the library for MSK by IAM, 7 MB in each service (docs/adr/0013).
ARG MAVEN_PROFILES=

# The project in two parts, so that nothing is downloaded again after a change of code.
FROM ${BUILD} AS project
WORKDIR /project
COPY . .
RUN mkdir /poms \
    && find . -name pom.xml -exec cp --parents '{}' /poms ';' && cp -r .mvn /poms \
    && rm -rf storefront containers k8s

FROM ${BUILD} AS builder
# PostgreSQL, which code generation and training start, refuses to run as root.
RUN useradd --create-home --uid 10001 builder && mkdir /project && chown builder /project
USER builder
WORKDIR /project

FROM builder AS jre
# java.desktop is there for the beans of Spring; nothing draws, so its fonts, images and windows stay out.
RUN "$JAVA_HOME/bin/jlink" --compress zip-6 --strip-java-debug-attributes --no-header-files --no-man-pages --output /home/builder/jre \
        --exclude-files '/java.desktop/lib/**' \
        --add-modules java.se,jdk.unsupported,jdk.management,jdk.crypto.ec,jdk.security.auth,jdk.jcmd,jdk.jfr,jdk.zipfs,jdk.naming.dns,jdk.net

FROM builder AS build
ARG MAVEN_PROFILES
COPY --chown=builder --from=project /poms ./
# Downloads every plugin and library by building the still empty modules; one class makes the compiler fetch its plugins.
RUN mkdir -p schemas/src/main/java && echo 'class Empty {}' >schemas/src/main/java/Empty.java \
    && mvn -B -q -ntp -Dmaven.test.skip=true -Djooq.codegen.skip=true -Dspring-boot.repackage.skip=true \
        ${MAVEN_PROFILES:+-P$MAVEN_PROFILES} package \
    && rm -rf schemas/src target */target */*/target
COPY --chown=builder --from=project /project ./
RUN mvn -B -q -ntp -Dmaven.test.skip=true ${MAVEN_PROFILES:+-P$MAVEN_PROFILES} \
        -pl tools/shop,tools/training,cart-service,checkout-service,inventory-service,order-service -am package

# What the containers run: per service its jar and its libraries, in layers that change more and less often.
FROM build AS layers
RUN for service in cart checkout inventory order; do \
        java -Djarmode=tools -jar $service-service/target/$service-service-*-exec.jar \
            extract --layers --application-filename app.jar --destination /project/layers/$service-service || exit 1; \
    done
# The libraries of the tools, without the database binaries of all platforms: only a stack without Docker starts those.
RUN mkdir -p layers/tools/lib \
    && tr ':' '\n' <tools/shop/target/class-path | grep -v embedded-postgres-binaries | xargs cp -t layers/tools/lib \
    && cp tools/shop/target/shop-*.jar layers/tools/lib
# What starts the database and the broker of a training.
RUN mkdir -p layers/training \
    && tr ':' '\n' <tools/training/target/class-path | xargs cp -t layers/training \
    && cp tools/training/target/training-*.jar layers/training

# From the distribution only what Java and the health check link to, which saves 70 MB. No fonts, no window system.
FROM ${RUNTIME} AS files
COPY --from=jre /home/builder/jre /opt/java
RUN mkdir -p /files/bin /files/etc /files/tmp && chmod 1777 /files/tmp \
    && find /opt/java -name '*.so' | xargs ldd /opt/java/bin/java /bin/bash | awk '$NF ~ /^\(0x/ && $(NF-1) ~ /^\// { print $(NF-1) }' \
        | grep -v '^/opt' | sort -u | xargs cp --parents --dereference --target-directory /files \
    && cp /bin/bash /files/bin/ && ln -s bash /files/bin/sh \
    && echo 'shop:x:10001:10001::/app:/bin/bash' >/files/etc/passwd && echo 'shop:x:10001:' >/files/etc/group \
    && echo 'hosts: files dns' >/files/etc/nsswitch.conf

FROM scratch AS runtime
COPY --from=files /files /
COPY --from=jre /home/builder/jre /opt/java
COPY containers/healthy /bin/healthy
ENV PATH=/opt/java/bin:/bin LANG=C.UTF-8
WORKDIR /app
COPY containers/*.options ./
USER 10001

# The operators' console, which the tools serve.
FROM node:22-trixie-slim AS console
WORKDIR /project/storefront
COPY storefront/package.json storefront/package-lock.json storefront/.npmrc ./
RUN npm ci
COPY schemas/src/main/resources/openapi ../schemas/src/main/resources/openapi
COPY storefront ./
RUN npm run generate && npx vite build --config vite.console.config.ts

FROM runtime AS tools
COPY containers/shop /bin/shop
COPY --from=layers /project/layers/tools/lib lib
COPY k8s/base k8s/base
COPY --from=console /project/storefront/dist-console storefront/dist-console
ENTRYPOINT ["shop"]

# Runs one service once, on a real database and a real broker, with exactly the Java of the image.
FROM builder AS trained
ARG SERVICE
COPY --from=jre /home/builder/jre /home/builder/jre
COPY --from=layers /project/layers/training training
COPY containers/*.options ./
COPY --from=layers --chown=builder /project/layers/${SERVICE} layers
RUN mkdir -p services/${SERVICE} && cp -a layers/*/. services/${SERVICE} \
    && { /home/builder/jre/bin/java -XX:+UseSerialGC -cp 'training/*' shop.tools.training.TrainCommand \
        --services services --jvm-options jvm.options --jvm-options small-machine.options >training.log 2>&1 \
    || { tail -n 60 training.log; exit 1; }; }

FROM runtime AS service
ARG SERVICE
# From where they were trained, time stamps included: the JVM takes a cache only with exactly these files.
COPY --from=trained /project/layers/dependencies ./
COPY --from=trained /project/layers/snapshot-dependencies ./
COPY --from=trained /project/layers/application ./
COPY --from=trained /project/services/${SERVICE}/app.aot ./
# Compose chooses small-machine.options.
ENV JDK_JAVA_OPTIONS=@pod.options
EXPOSE 8080 9080
HEALTHCHECK --interval=3s --timeout=3s --start-period=60s --retries=5 CMD ["healthy", "8080", "/readyz"]
ENTRYPOINT ["java", "@jvm.options", "-XX:AOTCache=app.aot", "-jar", "app.jar"]
