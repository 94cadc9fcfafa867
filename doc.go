// Package salesfunnel holds the words that the packages of this module share. It computes nothing about funnels.
package salesfunnel
