"""The rules of each method: what an operation sends back to its inputs."""
