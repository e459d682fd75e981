"""What the bundled server needs of the operating system.

process: start, watch, stop, and end what a crash left behind · folder_lock: who uses a data folder
"""
