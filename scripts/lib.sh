# What the scripts share: where the repository is, what must be installed, and the build.
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# What the jar is built against.
newest_spark=$(sed -n 's:^    <spark.line>\(.*\)</spark.line>.*:\1:p' "$top/pom.xml")

need() { # need COMMAND "what to install"
  command -v "$1" >/dev/null 2>&1 || { echo "clientela: $1 is missing. Install $2." >&2; exit 4; }
}

need_java() {
  need java "a JDK 17 or later"
  need javac "a JDK 17 or later (a JRE is not enough)"
  local version
  version=$(javac -version 2>&1 | sed -E 's/javac ([0-9]+).*/\1/')
  [ "$version" -ge 17 ] || { echo "clientela: javac is version $version. Install a JDK 17 or later." >&2; exit 4; }
}

# Builds the jar where it is missing or older than what it is made of. Tests have their own script.
build() {
  local jar=$top/target/clientela.jar
  if [ -f "$jar" ] && [ -f "$top/target/classpath" ] \
      && [ -z "$(find "$top/pom.xml" "$top/src/main" -newer "$jar" -print -quit)" ]; then
    return
  fi
  need_java
  need mvn "Apache Maven 3.8 or later"
  echo "clientela: building (the first time this downloads Spark and Delta)" >&2
  (cd "$top" && mvn -q -B -ntp -DskipTests package) >&2 || { echo "clientela: the build failed" >&2; exit 1; }
  archive
}

# The classes of Spark as java has them in memory, which need not be read and checked at every start then: kept from a run of
# few rows, once for these jars and this java. Without them all works, and takes some seconds longer.
archive() {
  local kept=$top/target/archive spark of
  spark=$(cat "$top/target/classpath")
  of="$(readlink -f "$(command -v java)") $spark"
  [ "$(cat "$kept/of" 2>/dev/null)" != "$of" ] || return 0
  echo "clientela: keeping the classes of Spark, for quicker starts (once, less than a minute)" >&2
  rm -rf "$kept"
  mkdir -p "$kept"
  (
    cd "$top/src/test/resources/field-cases/08-null-markers"
    # shellcheck disable=SC2046
    java $(opens) -Xmx1g -XX:+UseParallelGC -XX:TieredStopAtLevel=1 -XX:DumpLoadedClassList="$kept/list" \
      -cp "$spark:$top/target/clientela.jar" io.clientela.Main run --config plain.yaml --lake "$kept/lake" --only order_value
    # Species of method handles are made, not read from a jar: a profiler that looks at every class would end java there.
    grep -v -e '^io/clientela' -e '^@lambda-form-invoker' "$kept/list" >"$kept/of-spark"
    java -Xmx1g -XX:+UseParallelGC -Xshare:dump -XX:SharedClassListFile="$kept/of-spark" \
      -XX:SharedArchiveFile="$kept/part" -cp "$spark" && mv "$kept/part" "$kept/classes.jsa"
  ) >"$kept/log" 2>&1 || :
  rm -rf "$kept/lake" "$kept/list" "$kept/of-spark"
  echo "$of" >"$kept/of"
}

# What Spark needs opened on Java 17 where spark-submit does not start it.
opens() {
  sed -n 's:.*<spark.opens>\(.*\)</spark.opens>.*:\1:p' "$top/pom.xml"
}

# The jars of the build, or those that go with another version of Spark: the profile of that name in pom.xml.
classpath() { # classpath 4.1
  local file=$top/target/classpath
  if [ "${1:-$newest_spark}" != "$newest_spark" ]; then
    file+=-$1
    if [ ! -f "$file" ] || [ "$top/pom.xml" -nt "$file" ]; then
      echo "clientela: finding the jars that go with Spark $1" >&2
      (cd "$top" && mvn -q -B -ntp -P "spark-$1" dependency:build-classpath -DincludeScope=compile \
        -Dmdep.outputFile="$file") >&2 || { echo "clientela: they were not found" >&2; return 4; }
      touch "$file"
    fi
  fi
  tr ':' '\n' <"$file"
}

# The jars that a Spark distribution lacks, with commas between; after the build.
delta_jars() { # delta_jars 4.1
  classpath "$@" | grep -E '/(delta-[^/]*|unitycatalog-[^/]*)\.jar$' | paste -sd,
}

# Those that s3a:// needs besides.
s3_jars() { # s3_jars 4.1
  classpath "$@" \
    | grep -E '/(software/amazon/|hadoop-aws/|wildfly-openssl/|org/reactivestreams/|org/apache/httpcomponents/(httpclient|httpcore)/)' \
    | paste -sd,
}

# A virtual environment with pinned packages, made again when the pins change.
venv() { # venv FOLDER REQUIREMENTS
  need python3 "Python 3.11 or later"
  if ! cmp -s "$2" "$1/requirements.txt"; then
    echo "clientela: making $1" >&2
    rm -rf "$1"
    python3 -m venv "$1" || { echo "clientela: python3 -m venv failed. Install Python's venv (python3-venv)." >&2; exit 4; }
    cp "$2" "$1/requirements.part"
    "$1/bin/pip" install --quiet --disable-pip-version-check -r "$1/requirements.part"
    mv "$1/requirements.part" "$1/requirements.txt"
  fi
}

# Sets SPARK_HOME where it is not set: the distribution of Spark that PyPI has.
spark_home() {
  SPARK_HOME=${SPARK_HOME:-$(spark_of "$newest_spark")}
  export SPARK_HOME
}

# The distribution of a version of Spark, downloaded once.
spark_of() { # spark_of 4.1
  local kept=$top/target/spark-$1
  venv "$kept" "$top/scripts/spark.d/$1.txt"
  "$kept/bin/python" -c 'import pyspark, os; print(os.path.dirname(pyspark.__file__))'
}

# The browser of the tests of the report.
chromium() {
  command -v chromium >/dev/null 2>&1 && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "clientela: installing chromium for the tests of the report" >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >/dev/null 2>&1 \
      && command -v chromium >/dev/null 2>&1 && return
  fi
  echo "clientela: chromium is missing, with which the report is tested. Install it (Debian, as root: apt-get install chromium)" \
    "so that the command chromium is on the PATH." >&2
  exit 4
}
