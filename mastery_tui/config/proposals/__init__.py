"""What `mastery init` writes beside the defaults: proposals by what is in a folder, and sets of projects.

A set is a TOML file in this folder, named as `mastery init --projects NAME` asks for it.
"""
