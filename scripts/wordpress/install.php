<?php
// Sets up a fresh WordPress for tests, without a browser: `php install.php SITE_FOLDER`. Prints the Application Passwords as JSON.
define( 'WP_INSTALLING', true );
$_SERVER['HTTP_HOST']       = 'localhost';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_METHOD']  = 'GET';
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

// no letter leaves a test
function wp_new_blog_notification() {}

wp_install( '青石县人民政府', 'admin', 'admin@example.org', false, '', wp_generate_password( 24 ) );
$wp_rewrite->set_permalink_structure( '/archives/%post_id%/' );
update_option( 'timezone_string', 'Asia/Shanghai' );
update_option( 'template', 'plain' );
update_option( 'stylesheet', 'plain' );
foreach ( array( 1, 2, 3 ) as $id ) {
	wp_delete_post( $id, true );
}

$made = array();
foreach ( array( 'editor', 'author', 'contributor', 'subscriber', 'administrator' ) as $role ) {
	$id = wp_insert_user( array( 'user_login' => "guiji-$role", 'user_pass' => wp_generate_password( 24 ), 'user_email' => "$role@example.org", 'role' => $role ) );
	list( $password )       = WP_Application_Passwords::create_new_application_password( $id, array( 'name' => 'guiji' ) );
	$made[ $role ] = array( 'user' => "guiji-$role", 'password' => $password );
}
flush_rewrite_rules( false );
echo json_encode( $made );
