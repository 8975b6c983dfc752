-- MySQL dump 10.13  Distrib 5.1.73, for redhat-linux-gnu (x86_64)
--
-- Host: localhost    Database: qsbbs
-- ------------------------------------------------------
/*!40101 SET NAMES utf8 */;

DROP TABLE IF EXISTS `pw_attachs`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
CREATE TABLE `pw_attachs` (
  `aid` int(10) unsigned NOT NULL default '0',
  `fid` varchar(100) NOT NULL default '',
  `uid` varchar(100) NOT NULL default '',
  `tid` varchar(100) NOT NULL default '',
  `pid` varchar(100) NOT NULL default '',
  `name` varchar(100) NOT NULL default '',
  `type` varchar(100) NOT NULL default '',
  `size` varchar(100) NOT NULL default '',
  `attachurl` varchar(100) NOT NULL default '',
  `needrvrc` varchar(100) NOT NULL default '',
  `special` varchar(100) NOT NULL default '',
  `descrip` varchar(100) NOT NULL default '',
  PRIMARY KEY (`aid`),
  KEY `k` (`aid`,`fid`)
) ENGINE=MyISAM AUTO_INCREMENT=9 DEFAULT CHARSET=gbk COMMENT='a, (b'; 
LOCK TABLES `pw_attachs` WRITE;
INSERT INTO `pw_attachs` VALUES (31,12,103,103,0,'活动安排表.pdf','zip',18,'Mon_1210/12_103_7c2d.pdf',0,0,'活动安排表'),(32,12,103,103,0,'演出.png','img',20,'Mon_1210/12_103_9a1b.png',0,0,'文艺小分队在田间演出'),(33,12,100,108,0,'站点.png','img',20,'Mon_1310/12_100_5e5e.png',0,0,'公共自行车站点分布'),(34,12,2001,105,5001,'积水.png','img',9,'Mon_1307/12_2001_aaaa.png',0,0,'');
UNLOCK TABLES;

DROP TABLE IF EXISTS `pw_forums`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
CREATE TABLE `pw_forums` (
  `fid` int(10) unsigned NOT NULL default '0',
  `name` varchar(100) NOT NULL default '',
  PRIMARY KEY (`fid`),
  KEY `k` (`fid`,`name`)
) ENGINE=MyISAM AUTO_INCREMENT=9 DEFAULT CHARSET=gbk COMMENT='a, (b'; 
LOCK TABLES `pw_forums` WRITE;
INSERT INTO `pw_forums` VALUES (12,'政务发布');
UNLOCK TABLES;

DROP TABLE IF EXISTS `pw_members`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
CREATE TABLE `pw_members` (
  `uid` int(10) unsigned NOT NULL default '0',
  `username` varchar(100) NOT NULL default '',
  `password` varchar(100) NOT NULL default '',
  `email` varchar(100) NOT NULL default '',
  `regip` varchar(100) NOT NULL default '',
  PRIMARY KEY (`uid`),
  KEY `k` (`uid`,`username`)
) ENGINE=MyISAM AUTO_INCREMENT=9 DEFAULT CHARSET=gbk COMMENT='a, (b'; 
LOCK TABLES `pw_members` WRITE;
INSERT INTO `pw_members` VALUES (100,'青石发布','0123456789abcdef0123456789abcdef','nobody@example.invalid','10.20.30.41'),(2001,'热心市民','fedcba9876543210fedcba9876543210','somebody@example.invalid','10.9.8.7');
UNLOCK TABLES;

DROP TABLE IF EXISTS `pw_posts`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
CREATE TABLE `pw_posts` (
  `pid` int(10) unsigned NOT NULL default '0',
  `fid` varchar(100) NOT NULL default '',
  `tid` varchar(100) NOT NULL default '',
  `aid` varchar(100) NOT NULL default '',
  `author` varchar(100) NOT NULL default '',
  `authorid` varchar(100) NOT NULL default '',
  `postdate` varchar(100) NOT NULL default '',
  `subject` varchar(100) NOT NULL default '',
  `userip` varchar(100) NOT NULL default '',
  `ifcheck` varchar(100) NOT NULL default '',
  `content` varchar(100) NOT NULL default '',
  `ifshield` varchar(100) NOT NULL default '',
  `anonymous` varchar(100) NOT NULL default '',
  `ipfrom` varchar(100) NOT NULL default '',
  PRIMARY KEY (`pid`),
  KEY `k` (`pid`,`fid`)
) ENGINE=MyISAM AUTO_INCREMENT=9 DEFAULT CHARSET=gbk COMMENT='a, (b'; 
LOCK TABLES `pw_posts` WRITE;
INSERT INTO `pw_posts` VALUES (5001,12,105,'','热心市民',2001,1373853600,'','10.9.8.7',1,'补一张照片[attachment=34]',0,0,''),(5002,12,105,'','青石住建',105,1373936400,'','10.20.30.44',1,'[quote]热心市民：汽车站门前一下雨就积水[/quote]您好，已安排市政所疏通雨水井，预计本周五前完成。',0,0,''),(5003,12,105,'','路过',2002,1373937400,'','10.9.8.8',1,'我手机1390000',0,0,''),(5004,12,103,'','县文广局',103,1350007200,'','10.20.30.42',1,'更正：第二场改在[b]石桥村[/b]。',0,0,''),(5005,12,103,'','路过',2002,1350007300,'','10.9.8.8',1,'期待',0,0,''),(5006,12,101,'','路过',2002,1331260000,'','10.9.8.8',1,'知道了',0,0,''),(5007,12,104,'','路过',2002,1368580000,'','10.9.8.8',1,'建议多种树',0,0,'');
UNLOCK TABLES;

DROP TABLE IF EXISTS `pw_threads`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
CREATE TABLE `pw_threads` (
  `tid` int(10) unsigned NOT NULL default '0',
  `fid` varchar(100) NOT NULL default '',
  `icon` varchar(100) NOT NULL default '',
  `titlefont` varchar(100) NOT NULL default '',
  `author` varchar(100) NOT NULL default '',
  `authorid` varchar(100) NOT NULL default '',
  `subject` varchar(100) NOT NULL default '',
  `ifcheck` varchar(100) NOT NULL default '',
  `type` varchar(100) NOT NULL default '',
  `postdate` varchar(100) NOT NULL default '',
  `lastpost` varchar(100) NOT NULL default '',
  `hits` varchar(100) NOT NULL default '',
  `replies` varchar(100) NOT NULL default '',
  `special` varchar(100) NOT NULL default '',
  `ifshield` varchar(100) NOT NULL default '',
  `anonymous` varchar(100) NOT NULL default '',
  `ptable` varchar(100) NOT NULL default '',
  PRIMARY KEY (`tid`),
  KEY `k` (`tid`,`fid`)
) ENGINE=MyISAM AUTO_INCREMENT=9 DEFAULT CHARSET=gbk COMMENT='a, (b'; 
LOCK TABLES `pw_threads` WRITE;
INSERT INTO `pw_threads` VALUES (101,12,0,'','青石发布',100,'关于城区供水管网检修的通告',1,1,1331258400,1331258400,812,1,0,0,0,''),(102,12,0,'','县文广局',103,'县图书馆国庆期间开放时间',1,2,1348800000,1348800000,377,0,0,0,0,''),(103,12,0,'','县文广局',103,'青石县2012年“送文化下乡”活动安排',1,2,1349920800,1349920800,420,2,0,0,0,''),(104,12,0,'','青石发布',100,'关于“十二五”规划中期评估征求意见的公告',1,3,1368579600,1368579600,655,1,0,0,0,''),(105,12,0,'','热心市民',2001,'网友反映汽车站门前路面积水',1,4,1373850000,1373850000,980,3,0,0,0,''),(106,12,0,'','版主甲',110,'测试帖',1,4,1373850500,1373850500,3,0,0,0,0,''),(107,12,0,'','广告商',2999,'广告:低价办证',1,4,1373850600,1373850600,9,0,0,1,0,''),(108,12,0,'','青石发布',100,'关于印发《青石县公共自行车管理办法》的通知',1,1,1380589200,1380589200,1520,0,0,0,0,''),(109,12,0,'','青石发布',100,'内部资料(回复可见)',1,1,1380589300,1380589300,60,0,0,0,0,'');
UNLOCK TABLES;

DROP TABLE IF EXISTS `pw_topictype`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
CREATE TABLE `pw_topictype` (
  `id` int(10) unsigned NOT NULL default '0',
  `fid` varchar(100) NOT NULL default '',
  `name` varchar(100) NOT NULL default '',
  PRIMARY KEY (`id`),
  KEY `k` (`id`,`fid`)
) ENGINE=MyISAM AUTO_INCREMENT=9 DEFAULT CHARSET=gbk COMMENT='a, (b'; 
LOCK TABLES `pw_topictype` WRITE;
INSERT INTO `pw_topictype` VALUES (1,12,'通知公告'),(2,12,'文化活动'),(3,12,'意见征集'),(4,12,'网友留言');
UNLOCK TABLES;

DROP TABLE IF EXISTS `pw_tmsgs`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
CREATE TABLE `pw_tmsgs` (
  `tid` int(10) unsigned NOT NULL default '0',
  `aid` varchar(100) NOT NULL default '',
  `userip` varchar(100) NOT NULL default '',
  `ifsign` varchar(100) NOT NULL default '',
  `content` varchar(100) NOT NULL default '',
  `ifconvert` varchar(100) NOT NULL default '',
  `ipfrom` varchar(100) NOT NULL default '',
  PRIMARY KEY (`tid`),
  KEY `k` (`tid`,`aid`)
) ENGINE=MyISAM AUTO_INCREMENT=9 DEFAULT CHARSET=gbk COMMENT='a, (b'; 
LOCK TABLES `pw_tmsgs` WRITE;
INSERT INTO `pw_tmsgs` VALUES (101,'','10.20.30.41',1,'各用水单位、居民：<br /><br />因[b]城区供水管网检修[/b]，定于3月12日22时至次日6时停水，请提前储水。<br /><br />咨询电话：0999-1234567。<br />[align=right]青石县供水公司[/align]',2,'某省某市'),(102,'','10.20.30.42',1,'国庆期间开放时间：<br />[table=100%][tr][td][b]日期[/b][/td][td][b]开放时间[/b][/td][/tr][tr][td]10月1日—3日[/td][td]闭馆[/td][/tr][tr][td]10月4日—7日[/td][td]9:00—17:00[/td][/tr][/table]',2,''),(103,'','10.20.30.42',1,'[paragraph]今年“送文化下乡”共安排演出12场，首场在[color=#ff0000]柳溪镇[/color]举行。<br />[attachment=32]<br />详见附件。',2,''),(104,'','10.20.30.41',1,'现将中期评估报告公开征求意见，请于6月15日前回帖或来信。<br />[url=read.php?tid=108]相关通知[/url]见后。[s:12]',2,''),(105,'','10.9.8.7',1,'汽车站门前一下雨就积水，请有关部门看看。',2,''),(106,'','10.20.30.43',1,'测试',2,''),(107,'','10.66.6.6',1,'加QQ',2,''),(108,'','10.20.30.41',1,'各乡镇人民政府，县直各单位：<br /><br />《青石县公共自行车管理办法》已经县政府同意，现印发给你们。<br /><br />[quote]第三条　公共自行车实行一小时内免费。[/quote]<br />[attachment=33]<br />[list=1][li]办卡：县政务服务中心[/li][li]租还：各站点[/li][/list]',2,''),(109,'','10.20.30.41',1,'以下内容：[post]值班安排另见内网[/post]谢谢。',2,'');
UNLOCK TABLES;

