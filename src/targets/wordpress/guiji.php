<?php
/**
 * Plugin Name: guiji
 * Description: Lets guiji create each migrated entry once, whoever asks at the same time, and find it again in any state. Adds nothing for readers.
 * Version: 1
 * License: Apache-2.0
 *
 * Goes to wp-content/mu-plugins/guiji.php. Everything here needs a log-in; every writing goes through WordPress's own REST
 * controllers and so through WordPress's own permission checks. Written for PHP 5.6 and later, as WordPress 5.6 is.
 *
 * @package guiji
 */

defined( 'ABSPATH' ) || exit;

/** An entry's name is made of its key by guiji; nothing else ever reaches a query. */
const GUIJI_NAME = '^guiji-[0-9a-f]{24}$';
const GUIJI_MOST = 25;

add_action( 'init', 'guiji_register_meta' );
add_action( 'rest_api_init', 'guiji_register_routes' );

/** Name and digest, for people and exports. Only `guiji_put` writes them: the REST API shows them and refuses to change them. */
function guiji_register_meta() {
	foreach ( array( 'guiji_key', 'guiji_digest' ) as $key ) {
		register_post_meta(
			'',
			$key,
			array(
				'type'          => 'string',
				'single'        => true,
				'show_in_rest'  => array( 'schema' => array( 'context' => array( 'edit' ), 'readonly' => true ) ),
				'auth_callback' => '__return_false',
			)
		);
	}
}

function guiji_register_routes() {
	$type  = array(
		'type'     => 'string',
		'required' => true,
		'pattern'  => '^[a-z0-9_-]{1,40}$',
	);
	$text  = array( 'type' => 'string' );
	$entry = array(
		'type'                 => 'object',
		'additionalProperties' => false,
		'properties'           => array(
			'name'   => array(
				'type'     => 'string',
				'required' => true,
				'pattern'  => GUIJI_NAME,
			),
			'digest' => array(
				'type'     => 'string',
				'required' => true,
				'pattern'  => '^[0-9a-f]{64}$',
			),
			'id'     => array(
				'type'    => 'integer',
				'minimum' => 1,
			),
			'fields' => array(
				'type'                 => 'object',
				'required'             => true,
				'additionalProperties' => false,
				'properties'           => array(
					'title'          => $text,
					'content'        => $text,
					'excerpt'        => $text,
					'date_gmt'       => $text,
					'status'         => array(
						'type' => 'string',
						'enum' => array( 'publish', 'pending' ),
					),
					'terms'          => array(
						'type'  => 'array',
						'items' => array( 'type' => 'integer' ),
					),
					'featured_media' => array( 'type' => 'integer' ),
				),
			),
		),
	);
	$list  = static function ( $items ) {
		return array(
			'type'     => 'array',
			'required' => true,
			'minItems' => 1,
			'maxItems' => GUIJI_MOST,
			'items'    => $items,
		);
	};
	$route = static function ( $path, $methods, $callback, $args ) {
		register_rest_route(
			'guiji/v1',
			$path,
			array(
				'methods'             => $methods,
				'callback'            => $callback,
				'permission_callback' => 'guiji_may',
				'args'                => $args,
			)
		);
	};
	$names = $list( array( 'type' => 'string', 'pattern' => GUIJI_NAME ) );
	$route( '/find', 'GET', 'guiji_find_many', array( 'type' => $type, 'names' => $names ) );
	$route( '/entries', 'POST', 'guiji_put_many', array( 'type' => $type, 'taxonomy' => $type, 'entries' => $list( $entry ) ) );
	register_rest_route(
		'guiji/v1',
		'/media',
		array(
			'methods'             => 'POST',
			'callback'            => 'guiji_upload_locked',
			'permission_callback' => 'guiji_may_upload',
			'args'                => array(
				'digest'   => array(
					'type'     => 'string',
					'required' => true,
					'pattern'  => '^[0-9a-f]{64}$',
				),
				'ending'   => array(
					'type'     => 'string',
					'required' => true,
					'pattern'  => '^[a-z0-9]{1,10}$',
				),
				'md5'      => array(
					'type'     => 'string',
					'required' => true,
					'pattern'  => '^[0-9a-f]{32}$',
				),
				'title'    => $text,
				'alt_text' => $text,
			),
		)
	);
	$sample = array( 'type' => 'string', 'default' => '', 'maxLength' => 8000 );
	$route( '/site', 'GET, POST', 'guiji_site', array( 'type' => $type, 'sample' => $sample ) );
}

/** The post type that a REST name belongs to; null for none that REST shows. */
function guiji_type( WP_REST_Request $request ) {
	foreach ( get_post_types( array( 'show_in_rest' => true ), 'objects' ) as $type ) {
		$base = empty( $type->rest_base ) ? $type->name : $type->rest_base;
		if ( $base === $request['type'] && 'attachment' !== $type->name ) {
			return $type;
		}
	}
	return null;
}

/** The least right for any question here; the REST controllers then ask for the rights of each single change. */
function guiji_may( WP_REST_Request $request ) {
	$type = is_user_logged_in() ? guiji_type( $request ) : null;
	if ( null !== $type && current_user_can( $type->cap->edit_posts ) ) {
		return true;
	}
	return new WP_Error( 'guiji_denied', 'guiji needs a user who may edit entries.', array( 'status' => rest_authorization_required_code() ) );
}

function guiji_may_upload() {
	if ( current_user_can( 'upload_files' ) ) {
		return true;
	}
	return new WP_Error( 'guiji_denied', 'guiji needs a user who may upload files.', array( 'status' => rest_authorization_required_code() ) );
}

/** Of one name the entry that counts: what is not in the bin before what is, then the oldest. */
function guiji_find( $name, $type ) {
	global $wpdb;
	// Two ways, both by an index. The slug comes to be with the row itself, so that a process that dies halfway leaves nothing
	// that cannot be found; the key of the meta row stays when an editor changes the slug.
	$found = $wpdb->get_row(
		$wpdb->prepare(
			"SELECT p.ID, p.post_status, p.post_name FROM (
				SELECT ID FROM $wpdb->posts WHERE post_name IN (%s, %s, %s) UNION SELECT post_id FROM $wpdb->postmeta WHERE meta_key = %s
			) AS named JOIN $wpdb->posts p ON p.ID = named.ID
			WHERE p.post_type = %s AND p.post_status NOT IN ('auto-draft', 'inherit') ORDER BY p.post_status = 'trash', p.ID LIMIT 1",
			$name,
			"{$name}__trashed",
			"$name-withdrawn",
			"_$name",
			$type->name
		)
	);
	return null === $found ? null : $found;
}

/** Moved to the bin by guiji, and not by a person. */
function guiji_withdrawn( $found ) {
	return 'trash' === $found->post_status && 1 === preg_match( '/-withdrawn(-\d+)?$/', $found->post_name );
}

function guiji_find_many( WP_REST_Request $request ) {
	$type = guiji_type( $request );
	$all  = array();
	foreach ( $request['names'] as $name ) {
		$found = guiji_find( $name, $type );
		if ( null === $found || guiji_withdrawn( $found ) ) {
			$all[] = null;
		} elseif ( ! current_user_can( 'edit_post', $found->ID ) ) {
			$all[] = array( 'code' => 'guiji_denied' );
		} else {
			$all[] = guiji_told( (int) $found->ID );
		}
	}
	return array( 'entries' => $all );
}

function guiji_told( $id ) {
	$post = get_post( $id );
	return array(
		'id'       => $id,
		'status'   => $post->post_status,
		'slug'     => $post->post_name,
		'link'     => get_permalink( $post ),
		'date_gmt' => mysql_to_rfc3339( $post->post_date_gmt ),
		'digest'   => (string) get_post_meta( $id, 'guiji_digest', true ),
	);
}

function guiji_put_many( WP_REST_Request $request ) {
	$type  = guiji_type( $request );
	$until = microtime( true ) + 20;
	// no pings, no letters to subscribers: WordPress and well-behaved plugins keep still while old entries come in
	defined( 'WP_IMPORTING' ) || define( 'WP_IMPORTING', true );
	$all   = array();
	wp_defer_term_counting( true );
	foreach ( $request['entries'] as $entry ) {
		$put   = static function () use ( $entry, $type, $request ) {
			return guiji_put( $entry, $type, $request['taxonomy'] );
		};
		$all[] = microtime( true ) > $until ? array( 'code' => 'guiji_busy' ) : guiji_alone( $entry['name'], $put );
	}
	wp_defer_term_counting( false );
	return array( 'entries' => $all );
}

/** No two requests work on one name at the same time, over all processes that share the database server. */
function guiji_alone( $name, $work ) {
	global $wpdb;
	$lock = 'guiji_' . md5( DB_NAME . $wpdb->posts . $name );
	if ( '1' !== (string) $wpdb->get_var( $wpdb->prepare( 'SELECT GET_LOCK(%s, 10)', $lock ) ) ) {
		return array( 'code' => 'guiji_busy' );
	}
	try {
		return $work();
	} finally {
		$wpdb->query( $wpdb->prepare( 'SELECT RELEASE_LOCK(%s)', $lock ) );
	}
}

function guiji_upload_locked( WP_REST_Request $request ) {
	return guiji_alone(
		$request['digest'],
		static function () use ( $request ) {
			return guiji_upload( $request );
		}
	);
}

/** The file that stands under this digest, or the one made of the body by WordPress's own media controller. */
function guiji_upload( WP_REST_Request $request ) {
	global $wpdb;
	$digest = $request['digest'];
	$id     = (int) $wpdb->get_var( $wpdb->prepare( "SELECT ID FROM $wpdb->posts WHERE post_name = %s AND post_type = 'attachment' ORDER BY ID LIMIT 1", $digest ) );
	$inner  = new WP_REST_Request( 'POST', 0 === $id ? '/wp/v2/media' : "/wp/v2/media/$id" );
	$inner->set_query_params( array( 'slug' => $digest, '_fields' => 'id,source_url,media_details' ) );
	foreach ( array( 'title', 'alt_text' ) as $name ) {
		if ( '' !== (string) $request[ $name ] ) {
			$inner->set_param( $name, $request[ $name ] );
		}
	}
	if ( 0 === $id ) {
		$inner->set_header( 'content-type', 'application/octet-stream' );
		$inner->set_header( 'content-disposition', "attachment; filename=\"$digest.{$request['ending']}\"" );
		$inner->set_header( 'content-md5', $request['md5'] );
		$inner->set_body( $request->get_body() );
	}
	return rest_do_request( $inner );
}

/** Creates the entry, or changes the one that carries the name, through WordPress's own REST controller. */
function guiji_put( $entry, $type, $taxonomy ) {
	$found = guiji_find( $entry['name'], $type );
	$id    = empty( $entry['id'] ) ? ( null === $found ? 0 : (int) $found->ID ) : (int) $entry['id'];
	if ( null !== $found && (int) $found->ID === $id && 'trash' === $found->post_status && ! guiji_withdrawn( $found ) ) {
		return array( 'code' => 'guiji_in_bin' );
	}
	$base    = empty( $type->rest_base ) ? $type->name : $type->rest_base;
	$inner   = new WP_REST_Request( 'POST', '/wp/v2/' . $base . ( 0 === $id ? '' : "/$id" ) );
	$fields  = $entry['fields'];
	$renamed = null !== $found && 'trash' !== $found->post_status;
	if ( isset( $fields['terms'] ) ) {
		$fields[ $taxonomy ] = $fields['terms'];
		unset( $fields['terms'] );
	}
	if ( isset( $fields['status'] ) && 'pending' === $fields['status'] && null !== $found && 'publish' === $found->post_status ) {
		// an editor has let it through; a correction does not take it away from readers
		unset( $fields['status'] );
	}
	if ( 0 === $id ) {
		$fields['comment_status'] = 'closed';
		$fields['ping_status']    = 'closed';
	}
	if ( ! $renamed ) {
		// an editor's slug is kept
		$fields['slug'] = $entry['name'];
	}
	$inner->set_body_params( $fields );
	$inner->set_param( '_fields', 'id' );
	$keep = static function ( $data ) use ( $entry ) {
		// WordPress drops the slug of what a contributor hands in; without it the entry could not be found again
		if ( '' === $data['post_name'] && 'pending' === $data['post_status'] ) {
			$data['post_name'] = $entry['name'];
		}
		return $data;
	};
	$saved = false;
	$note  = static function () use ( &$saved ) {
		$saved = true;
	};
	add_filter( 'wp_insert_post_data', $keep );
	add_action( 'save_post', $note, 0 );
	$answer = rest_do_request( $inner );
	remove_action( 'save_post', $note, 0 );
	remove_filter( 'wp_insert_post_data', $keep );
	if ( $answer->is_error() ) {
		// WordPress also reports as wrong what it finds out after the row was written
		return array( 'code' => $saved ? 'guiji_half' : (string) $answer->as_error()->get_error_code(), 'http' => $answer->get_status() );
	}
	$id = (int) $answer->get_data()['id'];
	update_post_meta( $id, "_{$entry['name']}", '1' );
	update_post_meta( $id, 'guiji_key', $entry['name'] );
	update_post_meta( $id, 'guiji_digest', $entry['digest'] );
	return guiji_told( $id );
}

/** What guiji's check asks for: rights, file types, and what saving would do to html. Stores nothing. */
function guiji_site( WP_REST_Request $request ) {
	$type = guiji_type( $request );
	return array(
		'version' => 1,
		'types'   => explode( '|', implode( '|', array_keys( get_allowed_mime_types() ) ) ),
		'bytes'   => (int) wp_max_upload_size(),
		'bin'     => EMPTY_TRASH_DAYS > 0,
		// some stand-ins for MySQL have no locks; nothing could be made once only there
		'locks'   => true === guiji_alone( 'site', '__return_true' ),
		'may'     => array(
			'edit'     => current_user_can( $type->cap->edit_posts ),
			'publish'  => current_user_can( $type->cap->publish_posts ),
			'change'   => current_user_can( $type->cap->edit_published_posts ),
			'withdraw' => current_user_can( $type->cap->delete_published_posts ),
			'upload'   => current_user_can( 'upload_files' ),
		),
		'kept'    => wp_unslash( sanitize_post_field( 'post_content', wp_slash( $request['sample'] ), 0, 'db' ) ),
	);
}
