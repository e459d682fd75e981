"""The story of the TikTok law, told in under a minute by the real product: `reprieve demo`.

story.toml + story: what was published when · feed_server + feed_bodies: that as real feeds over loopback HTTP
scene_clock: time that jumps from one event to the next · stage: the real app around them · director: plays the story
screen: what the spectator sees beside the messages · witness: what was really sent · verify, summary: the closing word
"""
