locals {
  # Labels with an empty value do not exist. The serial number is not among them: it
  # changes with each renewal, which would start another time series.
  metric_labels = {
    for c in data.tigertrust_certificates.all.certificates : c.id => join(",", [
      for name, value in { id = c.id, common_name = c.common_name, issuer = c.issuer } :
      "${name}=\"${replace(replace(replace(value, "\\", "\\\\"), "\"", "\\\""), "\n", "\\n")}\"" if value != null
    ])
  }

  # Terraform has no function for Unix time. Years start in March here, so that a leap
  # day is the last day of a year.
  times = toset(compact(flatten([local.now, [
    for c in data.tigertrust_certificates.all.certificates : [c.valid_from, c.valid_to, c.renewal_due_at]
  ]])))
  dates = {
    for time in local.times : time => {
      year   = tonumber(formatdate("YYYY", time)) - (tonumber(formatdate("M", time)) < 3 ? 1 : 0)
      month  = (tonumber(formatdate("M", time)) + 9) % 12
      day    = tonumber(formatdate("D", time)) - 1
      second = tonumber(formatdate("h", time)) * 3600 + tonumber(formatdate("m", time)) * 60 + tonumber(formatdate("s", time))
    }
  }
  unix = {
    for time, d in local.dates : time => d.second + 86400 * (
      365 * d.year + floor(d.year / 4) - floor(d.year / 100) + floor(d.year / 400) + floor((153 * d.month + 2) / 5) + d.day - 719468
    )
  }

  # Gauges only, so that the file is also valid in the text format of Prometheus.
  metrics = [
    {
      name    = "tigertrust_certificate_not_after_timestamp_seconds"
      unit    = "seconds"
      help    = "End of the validity period of the certificate, as Unix time."
      samples = { for c in data.tigertrust_certificates.all.certificates : local.metric_labels[c.id] => local.unix[c.valid_to] if c.valid_to != null }
    },
    {
      name    = "tigertrust_certificate_not_before_timestamp_seconds"
      unit    = "seconds"
      help    = "Start of the validity period of the certificate, as Unix time."
      samples = { for c in data.tigertrust_certificates.all.certificates : local.metric_labels[c.id] => local.unix[c.valid_from] if c.valid_from != null }
    },
    {
      name    = "tigertrust_certificate_renewal_timestamp_seconds"
      unit    = "seconds"
      help    = "Time at which TigerTrust renews the certificate, as Unix time."
      samples = { for c in data.tigertrust_certificates.all.certificates : local.metric_labels[c.id] => local.unix[c.renewal_due_at] if c.renewal_due_at != null }
    },
    {
      name    = "tigertrust_certificate_renewal_failed"
      unit    = ""
      help    = "Whether the renewal of the certificate has failed."
      samples = { for c in local.certificates : local.metric_labels[c.id] => c.failed ? 1 : 0 }
    },
    {
      name    = "tigertrust_certificate_revoked"
      unit    = ""
      help    = "Whether the certificate is revoked."
      samples = { for c in local.certificates : local.metric_labels[c.id] => c.group == "revoked" ? 1 : 0 }
    },
    {
      name    = "tigertrust_certificates"
      unit    = ""
      help    = "Number of certificates in the workspace."
      samples = { "" = local.counts.total }
    },
    {
      name    = "tigertrust_report_timestamp_seconds"
      unit    = "seconds"
      help    = "Time of the report, as Unix time."
      samples = { "" = local.unix[local.now] }
    },
  ]
}

output "openmetrics" {
  description = "Metrics of the certificates, in the OpenMetrics text format."
  value       = templatefile("${path.module}/templates/metrics.prom.tftpl", { metrics = local.metrics })
}
