// All invented posts, oldest first, and where each is, for the links between them.
import type { Where } from './kit.ts'
import type { Post } from './post.ts'
import { POSTS_2016 } from './posts-2016.ts'
import { POSTS_2019 } from './posts-2019.ts'
import { POSTS_2021 } from './posts-2021.ts'
import { POSTS_2023 } from './posts-2023.ts'

export const POSTS: readonly Post[] = [...POSTS_2016, ...POSTS_2019, ...POSTS_2021, ...POSTS_2023]

const PLACES = new Map(POSTS.map((post) => [post.id, { at: post.at ?? '2014-01-01 00:00:00', idx: post.idx ?? 1 }]))

/** An unknown id is a post that was never in the archive. */
export const where: Where = (id) => PLACES.get(id) ?? { at: '2015-05-05 09:00:00', idx: 1 }
