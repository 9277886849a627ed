locals {
  # A pattern as a regular expression.
  expressions = {
    for pattern in setunion(keys(var.owners), var.ignored_names) :
    pattern => "^${replace(replace(lower(pattern), ".", "[.]"), "*", ".*")}$"
  }

  certificates = [
    for c in data.tigertrust_certificates.all.certificates : c
    if !anytrue([for pattern in var.ignored_names : can(regex(local.expressions[pattern], lower(coalesce(c.common_name, "-"))))])
  ]
  discovered = [
    for d in data.tigertrust_discovered_certificates.unimported.discovered_certificates : d
    if !anytrue([for pattern in var.ignored_names : can(regex(local.expressions[pattern], lower(coalesce(d.common_name, "-"))))])
  ]

  # All names of a certificate, by its ID.
  names = {
    for c in local.certificates :
    c.id => toset([for name in concat(compact([c.common_name]), try(tolist(c.subject_alternative_names), [])) : lower(name)])
  }

  # The patterns, the longest first, and the owner of each common name.
  patterns = [for key in reverse(sort([for pattern in keys(var.owners) : format("%04d %s", length(pattern), pattern)])) : substr(key, 5, -1)]
  owner = {
    for name in toset(compact(concat(local.certificates[*].common_name, local.discovered[*].common_name))) :
    name => try([for pattern in local.patterns : var.owners[pattern] if can(regex(local.expressions[pattern], lower(name)))][0], "unknown")
  }
}
