"""What can be checked of the manifests without a cluster; it runs from the source tree and is in no image."""
