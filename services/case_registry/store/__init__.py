"""SQL of the case registry, one module for each aspect: reads rows as documents or states, writes rows."""
